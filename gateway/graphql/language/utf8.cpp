#include "gateway/graphql/language/utf8.hpp"

#include <cstring>

namespace plaza::graphql {
namespace {

std::uint32_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_continuation(std::uint32_t byte) {
  return (byte & 0xC0) == 0x80;
}

// How long the valid sequence is that begins at `at`; 0 when there is none.
std::size_t valid_sequence(std::string_view text, std::size_t at) {
  const auto lead = byte_at(text, at);
  const auto second = byte_at(text, at + 1);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !is_continuation(second)) return 0;
  if (lead < 0xE0) return 2;
  if (!is_continuation(byte_at(text, at + 2))) return 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool beyond = lead == 0xF4 && second > 0x8F;
  return overlong || beyond || !is_continuation(byte_at(text, at + 3)) ? 0 : 4;
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto lead = byte_at(text, at);
  const auto rest = [&](std::size_t i) { return static_cast<char32_t>(byte_at(text, at + i) & 0x3F); };
  if (lead < 0x80) return {.code = lead, .bytes = 1};
  if (lead < 0xE0) return {.code = (static_cast<char32_t>(lead & 0x1F) << 6) | rest(1), .bytes = 2};
  if (lead < 0xF0) return {.code = (static_cast<char32_t>(lead & 0x0F) << 12) | (rest(1) << 6) | rest(2), .bytes = 3};
  return {.code = (static_cast<char32_t>(lead & 0x07) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3), .bytes = 4};
}

std::size_t write_utf8(char* out, char32_t code) {
  const auto put = [&](std::size_t i, char32_t bits) { out[i] = static_cast<char>(bits); };
  if (code < 0x80) {
    put(0, code);
    return 1;
  }
  if (code < 0x800) {
    put(0, 0xC0 | (code >> 6));
    put(1, 0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    put(0, 0xE0 | (code >> 12));
    put(1, 0x80 | ((code >> 6) & 0x3F));
    put(2, 0x80 | (code & 0x3F));
    return 3;
  }
  put(0, 0xF0 | (code >> 18));
  put(1, 0x80 | ((code >> 12) & 0x3F));
  put(2, 0x80 | ((code >> 6) & 0x3F));
  put(3, 0x80 | (code & 0x3F));
  return 4;
}

void append_utf8(std::string& out, char32_t code) {
  char bytes[4];
  out.append(bytes, write_utf8(bytes, code));
}

std::size_t first_invalid_utf8(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (at + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & high_bits) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const auto bytes = valid_sequence(text, at);
    if (bytes == 0) return at;
    at += bytes;
  }
  return std::string_view::npos;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!is_continuation(byte)) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::string_view utf16_prefix(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  for (std::size_t taken = 0; at < text.size();) {
    const auto character = character_at(text, at);
    taken += character.code > 0xFFFF ? 2 : 1;
    if (taken > units) break;
    at += character.bytes;
  }
  return text.substr(0, at);
}

}  // namespace plaza::graphql
