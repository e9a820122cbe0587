#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plaza {

// 0 to 15 for a hexadecimal digit in either case, -1 for anything else. Looked up: which of three ranges a digit of an
// id is in cannot be foreseen, and a wrong guess costs the processor more.
inline constexpr auto hex_digits = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < 10; ++i) values[std::size_t{'0'} + i] = static_cast<std::int8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) {
    values[std::size_t{'a'} + i] = values[std::size_t{'A'} + i] = static_cast<std::int8_t>(10 + i);
  }
  return values;
}();
constexpr int hex_digit(char c) {
  return hex_digits[static_cast<unsigned char>(c)];
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
