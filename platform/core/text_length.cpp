#include "platform/core/text_length.hpp"

#include <array>
#include <cstdint>

namespace plaza {
namespace {

struct Lead {
  std::size_t bytes = 0;  // 0: no character begins so
  std::uint32_t bits = 0;
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {.bytes = 1, .bits = byte};
  if (byte >= 0xC2 && byte < 0xE0) return {.bytes = 2, .bits = byte & 0x1FU};
  if (byte >= 0xE0 && byte < 0xF0) return {.bytes = 3, .bits = byte & 0x0FU};
  if (byte >= 0xF0 && byte < 0xF5) return {.bytes = 4, .bits = byte & 0x07U};
  return {};
}

// The smallest code point that needs so many bytes.
constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};

bool allowed(std::uint32_t point, std::size_t bytes) {
  const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  return !control && !surrogate && point <= 0x10FFFF && point >= smallest[bytes];
}

}  // namespace

std::optional<std::size_t> text_length(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++characters) {
    const auto [bytes, bits] = lead(static_cast<unsigned char>(text[i]));
    if (bytes == 0 || bytes > text.size() - i) return std::nullopt;
    auto point = bits;
    for (std::size_t k = 1; k < bytes; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if ((byte & 0xC0U) != 0x80U) return std::nullopt;
      point = point << 6U | (byte & 0x3FU);
    }
    if (!allowed(point, bytes)) return std::nullopt;
    i += bytes;
  }
  return characters;
}

}  // namespace plaza
