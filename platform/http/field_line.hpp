#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>

namespace plaza::http {

// Bytes that break the rules of HTTP/1.1: the status that answers them and a sentence for whoever sent them.
struct FramingViolation {
  unsigned status = 400;
  std::string_view detail;

  bool operator==(const FramingViolation&) const = default;
};

// What a byte may be part of, as bits.
inline constexpr std::uint8_t token_byte = 1;  // a method or a field name: RFC 9110, 5.6.2
inline constexpr std::uint8_t target_byte =
    2;  // a request target: visible ASCII without the fragment's '#' and without '\'
inline constexpr std::uint8_t value_byte = 4;  // a field value: visible, blank, tab, or above ASCII: RFC 9110, 5.5

std::uint8_t byte_class(char c);

// True when the names are the same but for the case of ASCII letters. `lower` is in lower case.
bool equals_ignoring_case(std::string_view text, std::string_view lower);

// `text` without blanks and tabs at both ends.
std::string_view trim_blanks(std::string_view text);

struct FieldLine {
  std::string_view name;
  std::string_view value;  // without the blanks around it
};

// Reads "Name: value\r\n" at `position` of `head` and moves `position` behind it. The line must be complete.
std::expected<FieldLine, FramingViolation> read_field_line(std::string_view head, std::size_t& position);

}  // namespace plaza::http
