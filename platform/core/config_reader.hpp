#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "platform/core/config.hpp"

namespace plaza::config {

// Reads names and values and checks them against a schema. What is right gathers in settings, what is wrong in
// problems: all of it, not only the first. For the files of this folder that read configuration.
class Reader {
 public:
  enum class Scope : std::uint8_t { all_options, live_options };

  // `schema` outlives it. `file_name` is used in messages only. `scope`: which options may be set.
  Reader(const Schema& schema, std::string_view file_name, Scope scope);

  // An error when the text is no TOML.
  [[nodiscard]] Result<void> read(std::string_view toml_text);
  void read_environment(const std::map<std::string, std::string>& environment);

  // What was read since the last call.
  [[nodiscard]] Settings take_settings() { return std::exchange(settings_, {}); }
  // An error that names every problem so far.
  [[nodiscard]] Result<void> outcome() const;

 private:
  void read_table(const toml::table& table, const std::string& prefix);
  void read_value(const std::string& path, const toml::node& node);
  [[nodiscard]] bool is_section(const std::string& path) const;
  void report(const std::string& path, const toml::node& node, std::string_view problem);

  const Schema& schema_;
  const std::string file_name_;
  const Scope scope_;
  std::vector<std::string> paths_;      // of all options
  std::vector<std::string> variables_;  // their names in the environment, in the same order
  std::vector<std::string> settable_;   // paths of those that may be set
  Settings settings_;
  std::vector<FieldError> problems_;
};

}  // namespace plaza::config
