#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plaza {

// 0 to 15 for a hexadecimal digit in either case, -1 for anything else.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Writes two lower-case digits per byte, and returns where they end.
inline char* write_hex(char* out, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const auto byte : bytes) {
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 0x0f];
  }
  return out;
}

// Appends two lower-case digits per byte.
inline void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  const auto before = out.size();
  out.resize(before + 2 * bytes.size());
  write_hex(out.data() + before, bytes);
}

// Writes the 16 lower-case digits of a number, most significant first, and returns where they end.
inline char* write_hex(char* out, std::uint64_t value) {
  const std::array<std::uint8_t, 8> bytes = std::bit_cast<std::array<std::uint8_t, 8>>(
      std::endian::native == std::endian::little ? std::byteswap(value) : value);
  return write_hex(out, std::span<const std::uint8_t>(bytes));
}

// Appends them.
inline void append_hex(std::string& out, std::uint64_t value) {
  std::array<char, 16> digits{};
  out.append(digits.data(), write_hex(digits.data(), value));
}

}  // namespace plaza
