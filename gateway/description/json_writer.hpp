#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "platform/core/timestamp.hpp"

namespace plaza::gateway {

// Writes JSON text straight into the buffer that goes out. It puts the commas; what stands between begin and end is the
// caller's to get right. Text that is not UTF-8 never leaves: each byte that does not fit becomes U+FFFD.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t bytes_expected = 1024) { grow(bytes_expected); }

  void begin_object() { begin('{'); }
  void end_object() { put('}'); }
  void begin_array() { begin('['); }
  void end_array() { put(']'); }
  // The name of the next value.
  void key(std::string_view name);
  // The same, from a name that is finished with its comma: `,"name":`.
  template <std::size_t N>
  void finished_key(const std::array<char, N>& key) {
    // Each copy has a size that the compiler knows.
    if (after_value()) {
      put_text(key.data(), std::integral_constant<std::size_t, N>{});
    } else {
      put_text(key.data() + 1, std::integral_constant<std::size_t, N - 1>{});
    }
  }

  void null() {
    separate();
    put_text("null", std::integral_constant<std::size_t, 4>{});
  }
  void boolean(bool value) {
    separate();
    if (value) {
      put_text("true", std::integral_constant<std::size_t, 4>{});
    } else {
      put_text("false", std::integral_constant<std::size_t, 5>{});
    }
  }
  void integer(std::int64_t value);
  void integer(std::uint64_t value);
  // The shortest text that reads back as the same value; null for what JSON has no number for.
  void number(double value);
  void string(std::string_view value);
  // Milliseconds since 1970 UTC as RFC 3339.
  void time(std::int64_t ms);
  // A finished value, trusted.
  void raw(std::string_view json);

  // Text as it stands, without a comma: a piece of a value that was begun with raw().
  void append(std::string_view text);

  // For documents: a key and its value.
  void member(std::string_view name, std::string_view value) { key(name), string(value); }
  void member_raw(std::string_view name, std::string_view json) { key(name), raw(json); }

  [[nodiscard]] std::string_view view() const { return {buffer_.data(), size()}; }
  // What was written; the writer is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(at_ - buffer_.data()); }
  void reserve(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
  }
  void grow(std::size_t bytes);
  void put(char c) {
    reserve(1);
    *at_++ = c;
  }
  template <std::size_t N>
  void put_text(const char* text, std::integral_constant<std::size_t, N>) {
    reserve(N);
    std::memcpy(at_, text, N);
    at_ += N;
  }
  // Whether a comma has to come before what is next.
  [[nodiscard]] bool after_value() const {
    if (at_ == buffer_.data()) return false;
    const char last = at_[-1];
    return last != '{' && last != '[' && last != ':';
  }
  void separate() {
    if (after_value()) put(',');
  }
  void begin(char bracket) {
    separate();
    put(bracket);
  }

  struct TimeText {
    std::int64_t ms = 0;
    std::size_t size = 0;  // 0: no time was written yet
    std::array<char, rfc3339_bytes_max> text{};
  };

  std::string buffer_;
  char* at_ = buffer_.data();
  char* end_ = at_;
  TimeText last_time_;
};

}  // namespace plaza::gateway
