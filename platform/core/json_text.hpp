#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plaza {

// Appends `text` as a JSON string with its quotes (RFC 8259, 7). What is not valid UTF-8 becomes U+FFFD, one for each
// maximal part of a sequence (Unicode 15, 3.9), so that the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// Appends the shortest decimal text that reads back as the same number; "null" for what JSON has no number for.
void append_json_number(std::string& out, double value);

// The same into a buffer of the caller's; both return the end of what they wrote. `out` has room for
// json_string_bytes_max(text.size()), or for json_number_bytes_max.
constexpr std::size_t json_string_bytes_max(std::size_t text_bytes) {
  return 6 * text_bytes + 2;
}
constexpr std::size_t json_number_bytes_max = 32;
char* write_json_string(char* out, std::string_view text);
char* write_json_number(char* out, double value);

}  // namespace plaza
