#pragma once

#include <string>
#include <string_view>

namespace plaza {

// Appends `text` as a JSON string with its quotes (RFC 8259, 7). What is not valid UTF-8 becomes U+FFFD, one for each
// maximal part of a sequence (Unicode 15, 3.9), so that the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// Appends the shortest decimal text that reads back as the same number; "null" for what JSON has no number for.
void append_json_number(std::string& out, double value);

}  // namespace plaza
