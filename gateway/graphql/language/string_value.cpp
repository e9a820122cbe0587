#include "gateway/graphql/language/string_value.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "gateway/graphql/language/utf8.hpp"

namespace plaza::graphql {
namespace {

// How long a faulty escape is shown in the message.
constexpr std::size_t fixed_units = 6;
constexpr std::size_t variable_units_max = 12;
constexpr std::size_t simple_units = 2;

std::optional<char32_t> hexadecimal(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  const char c = text[at];
  if (c >= '0' && c <= '9') return static_cast<char32_t>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<char32_t>(c - 'A' + 10);
  if (c >= 'a' && c <= 'f') return static_cast<char32_t>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<char32_t> four_digits(std::string_view text, std::size_t at) {
  char32_t code = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto digit = hexadecimal(text, at + i);
    if (!digit) return std::nullopt;
    code = (code << 4) | *digit;
  }
  return code;
}

bool is_leading_surrogate(char32_t code) {
  return code >= 0xD800 && code <= 0xDBFF;
}

bool is_trailing_surrogate(char32_t code) {
  return code >= 0xDC00 && code <= 0xDFFF;
}

// \u{…}: one to eight digits of a scalar value.
Escape read_braced(std::string_view text) {
  char32_t code = 0;
  for (std::size_t size = 3; size < variable_units_max;) {
    const auto digit = hexadecimal(text, size);
    if (size < text.size() && text[size] == '}') {
      ++size;
      if (size < 5 || !is_scalar_value(code)) return {.complain_units = size, .unicode = true};
      return {.code = code, .bytes = size};
    }
    ++size;
    if (!digit || code > 0x0FFFFFFF) return {.complain_units = size, .unicode = true};
    code = (code << 4) | *digit;
    if (code > 0x7FFFFFFF) return {.complain_units = size, .unicode = true};
  }
  return {.complain_units = variable_units_max, .unicode = true};
}

Escape read_fixed(std::string_view text) {
  const auto code = four_digits(text, 2);
  if (code && is_scalar_value(*code)) return {.code = *code, .bytes = 6};
  if (code && is_leading_surrogate(*code) && text.substr(6, 2) == "\\u") {
    const auto trailing = four_digits(text, 8);
    if (trailing && is_trailing_surrogate(*trailing)) {
      return {.code = 0x10000 + ((*code - 0xD800) << 10) + (*trailing - 0xDC00), .bytes = 12};
    }
  }
  return {.complain_units = fixed_units, .unicode = true};
}

struct Line {
  std::string_view text;
  std::size_t indent = 0;  // leading blanks and tabs
  [[nodiscard]] bool blank() const { return indent == text.size(); }
};

std::vector<Line> split_lines(std::string_view raw) {
  std::vector<Line> lines;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    const auto text = raw.substr(begin, end - begin);
    lines.push_back({.text = text, .indent = std::min(text.find_first_not_of(" \t"), text.size())});
  };
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\n' && raw[at] != '\r') continue;
    add(at);
    if (raw[at] == '\r' && at + 1 < raw.size() && raw[at + 1] == '\n') ++at;
    begin = at + 1;
  }
  add(raw.size());
  return lines;
}

// Copies a line, with \""" turned into """.
char* copy_line(char* out, std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && line.substr(at + 1, 3) == "\"\"\"") ++at;
    *out++ = line[at];
  }
  return out;
}

}  // namespace

Escape read_escape(std::string_view text) {
  const char kind = text.size() > 1 ? text[1] : '\0';
  switch (kind) {
    case 'u':
      return text.size() > 2 && text[2] == '{' ? read_braced(text) : read_fixed(text);
    case '"':
    case '\\':
    case '/':
      return {.code = static_cast<char32_t>(kind), .bytes = 2};
    case 'b':
      return {.code = U'\b', .bytes = 2};
    case 'f':
      return {.code = U'\f', .bytes = 2};
    case 'n':
      return {.code = U'\n', .bytes = 2};
    case 'r':
      return {.code = U'\r', .bytes = 2};
    case 't':
      return {.code = U'\t', .bytes = 2};
    default:
      return {.complain_units = simple_units};
  }
}

std::string_view block_string_value(std::string_view raw, Arena& arena) {
  const auto lines = split_lines(raw);
  std::size_t common_indent = std::string_view::npos;
  std::size_t first = lines.size();
  std::size_t last = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].blank()) continue;
    first = std::min(first, i);
    last = i;
    if (i > 0) common_indent = std::min(common_indent, lines[i].indent);
  }
  if (first == lines.size()) return {};
  char* const begin = arena.make_bytes(raw.size() + 1);
  char* out = begin;
  for (std::size_t i = first; i <= last; ++i) {
    if (i > first) *out++ = '\n';
    const auto& text = lines[i].text;
    out = copy_line(out, i == 0 ? text : text.substr(std::min(common_indent, text.size())));
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

}  // namespace plaza::graphql
