#include "services/pharmacy/app/base64url.hpp"

namespace plaza::pharmacy {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string base64url(std::span<const std::uint8_t> bytes) {
  std::string text;
  std::uint32_t gathered = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    gathered = (gathered << 8 | byte) & 0x3FFFU;
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(alphabet[gathered >> (bits - 6) & 0x3FU]);
  }
  if (bits > 0) text.push_back(alphabet[gathered << (6 - bits) & 0x3FU]);
  return text;
}

std::optional<std::vector<std::uint8_t>> parse_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  std::uint32_t gathered = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    gathered = (gathered << 6 | static_cast<std::uint32_t>(digit)) & 0x3FFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(gathered >> bits & 0xFFU));
  }
  if ((gathered & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace plaza::pharmacy
