#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "platform/core/json_text.hpp"

namespace plaza::graphql {

// JSON text that grows at its end and can be cut back. What it holds is the caller's to get right.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void reserve(std::size_t bytes) { grow(bytes); }
  void put(char c) {
    need(1);
    *at_++ = c;
  }
  void append(std::string_view text) {
    need(text.size());
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void string(std::string_view text) {
    need(json_string_bytes_max(text.size()));
    at_ = write_json_string(at_, text);
  }
  void integer(std::int64_t value) {
    need(integer_bytes_max);
    at_ = std::to_chars(at_, at_ + integer_bytes_max, value).ptr;
  }
  void number(double value) {
    need(json_number_bytes_max);
    at_ = write_json_number(at_, value);
  }

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(at_ - buffer_.data()); }
  [[nodiscard]] char back() const { return at_[-1]; }
  [[nodiscard]] std::string_view view() const { return {buffer_.data(), size()}; }
  void truncate(std::size_t bytes) { at_ = buffer_.data() + bytes; }
  // What was written; nothing is copied.
  [[nodiscard]] std::string take() {
    buffer_.resize(size());
    auto out = std::move(buffer_);
    buffer_.clear();
    at_ = end_ = buffer_.data();
    return out;
  }

 private:
  static constexpr std::size_t integer_bytes_max = 20;
  static constexpr std::size_t bytes_at_first = 2048;

  void need(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
  }
  void grow(std::size_t bytes) {
    const auto used = size();
    // What is beyond `used` is written before it is read: nothing sets it to zero.
    buffer_.resize_and_overwrite(std::max({used + bytes, 2 * buffer_.size(), bytes_at_first}),
                                 [](char*, std::size_t size) { return size; });
    at_ = buffer_.data() + used;
    end_ = buffer_.data() + buffer_.size();
  }

  std::string buffer_;
  char* at_ = buffer_.data();
  char* end_ = at_;
};

}  // namespace plaza::graphql
