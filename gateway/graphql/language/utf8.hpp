#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plaza::graphql {

// A character of a text that is valid UTF-8.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

// The character at `at`, which is inside the text and begins a sequence.
Character character_at(std::string_view text, std::size_t at);

// Appends the character in UTF-8.
void append_utf8(std::string& out, char32_t code);
std::size_t write_utf8(char* out, char32_t code);

// Where the first byte is that is no UTF-8 (Unicode 15, table 3-7); npos when there is none.
std::size_t first_invalid_utf8(std::string_view text);

// How many UTF-16 code units the text takes: what editors and other GraphQL tools count columns in.
std::size_t utf16_length(std::string_view text);

// The first so many UTF-16 code units of a text.
std::string_view utf16_prefix(std::string_view text, std::size_t units);

constexpr bool is_scalar_value(char32_t code) {
  return code <= 0xD7FF || (code >= 0xE000 && code <= 0x10FFFF);
}

}  // namespace plaza::graphql
