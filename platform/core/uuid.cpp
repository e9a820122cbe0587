#include "platform/core/uuid.hpp"

#include <cstring>
#include <span>

#include "platform/core/hex.hpp"
#include "platform/core/random.hpp"

namespace plaza {

Uuid Uuid::version7(SystemTime now) {
  return version7(now, random_bits(), random_bits());
}

Uuid Uuid::version7(SystemTime now, std::uint64_t random_high, std::uint64_t random_low) {
  Uuid id;
  std::memcpy(id.bytes_.data() + 6, &random_high, 2);
  std::memcpy(id.bytes_.data() + 8, &random_low, 8);
  auto milliseconds_left = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 6; i-- > 0; milliseconds_left >>= 8) id.bytes_[i] = static_cast<std::uint8_t>(milliseconds_left);
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0f) | 0x70);
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3f) | 0x80);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes_[next++] = static_cast<std::uint8_t>(high * 16 + low);
    i += 2;
  }
  return id;
}

std::string Uuid::to_string() const {
  std::string text(36, '-');
  auto* out = text.data();
  std::size_t begin = 0;
  for (const std::size_t end : {4UZ, 6UZ, 8UZ, 10UZ, 16UZ}) {
    out = write_hex(out, std::span(bytes_).subspan(begin, end - begin)) + 1;
    begin = end;
  }
  return text;
}

}  // namespace plaza
