#include "platform/core/base64url.hpp"

#include <array>

namespace plaza {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xFF;

constexpr auto digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

std::string base64url(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t gathered = 0;
  unsigned bits = 0;
  for (const auto byte : bytes) {
    gathered = gathered << 8 | byte;
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(alphabet[gathered >> (bits - 6) & 0x3F]);
    gathered &= 0xFF;
  }
  if (bits > 0) text.push_back(alphabet[gathered << (6 - bits) & 0x3F]);
  return text;
}

std::string base64url(std::string_view bytes) {
  return base64url(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

std::optional<std::vector<std::uint8_t>> parse_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t gathered = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto digit = digits[static_cast<unsigned char>(c)];
    if (digit == no_digit) return std::nullopt;
    gathered = gathered << 6 | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(gathered >> bits));
    gathered &= 0x3F;
  }
  const std::uint32_t unused = (1U << bits) - 1;
  if ((gathered & unused) != 0) return std::nullopt;
  return bytes;
}

}  // namespace plaza
