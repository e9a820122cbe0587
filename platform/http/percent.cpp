#include "platform/http/percent.hpp"

#include <algorithm>

#include <simdjson.h>

#include "platform/core/hex.hpp"

namespace plaza::http {
namespace {

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// What delimits inside a path or a query; brackets and '#' are not among it.
bool reserved(char c) {
  return c != '\0' && std::string_view("/?:@!$&'()*+,;=").find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, char c) {
  constexpr const char* digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', digits[byte >> 4], digits[byte & 0x0f]};
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high | low) == 0) return std::nullopt;
      c = static_cast<char>(high << 4 | low);
      i += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    out.push_back(c);
  }
  if (!simdjson::validate_utf8(out)) return std::nullopt;
  return out;
}

bool percent_free(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '%' || static_cast<unsigned char>(c) >= 0x80; });
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (unreserved(c)) {
      out.push_back(c);
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

std::string as_uri_reference(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool encodes = c == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (encodes || unreserved(c) || reserved(c)) {
      out.push_back(c);
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

}  // namespace plaza::http
