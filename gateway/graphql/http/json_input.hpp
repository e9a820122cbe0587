#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/graphql/schema/input_value.hpp"

namespace plaza::graphql {

// Reads JSON that clients send; keeps what it works with from one text to the next. Belongs to one worker.
class JsonReader {
 public:
  // `depth_max`: how deep objects and lists may lie within each other.
  explicit JsonReader(std::size_t depth_max);
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  // Everything is copied into the arena. Of members of one name the last counts. The error is a sentence.
  std::expected<InputValue, std::string> read(std::string_view text, Arena& arena);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plaza::graphql
