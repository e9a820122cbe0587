#include "platform/outbox/header_lines.hpp"

#include <algorithm>
#include <array>

#include "platform/core/hex.hpp"

namespace plaza::outbox {
namespace {

constexpr std::string_view separator = ": ";

// PostgreSQL's text holds no zero byte and only UTF-8; a name holds no colon.
bool needs_code(char c, bool in_name) {
  return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '%' ||
         (in_name && c == ':');
}

// Without a way out in between, so that it is done for many characters at once.
bool needs_codes(std::string_view text, bool in_name) {
  bool needs = false;
  for (const char c : text) needs |= needs_code(c, in_name);
  return needs;
}

void append_encoded(std::string& out, std::string_view text, bool in_name) {
  if (!needs_codes(text, in_name)) {
    out += text;
    return;
  }
  while (!text.empty()) {
    const auto* const coded = std::ranges::find_if(text, [in_name](char c) { return needs_code(c, in_name); });
    out.append(text.begin(), coded);
    if (coded == text.end()) return;
    out += '%';
    const std::array<std::uint8_t, 1> byte{static_cast<std::uint8_t>(*coded)};
    append_hex(out, std::span<const std::uint8_t>(byte));
    text.remove_prefix(static_cast<std::size_t>(coded - text.begin()) + 1);
  }
}

std::string decoded(std::string_view text) {
  if (text.find('%') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string to_lines(const std::vector<kafka::Header>& headers) {
  std::string lines;
  std::size_t bytes = 0;
  for (const auto& header : headers) bytes += header.name.size() + separator.size() + header.value.size() + 1;
  lines.reserve(bytes);
  for (const auto& header : headers) {
    append_encoded(lines, header.name, true);
    lines += separator;
    append_encoded(lines, header.value, false);
    lines += '\n';
  }
  return lines;
}

std::vector<kafka::Header> from_lines(std::string_view lines) {
  std::vector<kafka::Header> headers;
  headers.reserve(static_cast<std::size_t>(std::ranges::count(lines, '\n')) + 1);
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    const auto colon = line.find(separator);
    if (colon != std::string_view::npos) {
      headers.push_back({decoded(line.substr(0, colon)), decoded(line.substr(colon + separator.size()))});
    }
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return headers;
}

}  // namespace plaza::outbox
