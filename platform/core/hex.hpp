#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace plaza {

// 0 to 15 for a hexadecimal digit in either case, -1 for anything else.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends two lower-case digits per byte.
inline void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  constexpr const char* digits = "0123456789abcdef";
  for (const auto byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 0x0f]);
  }
}

// Appends the 16 lower-case digits of a number, most significant first.
inline void append_hex(std::string& out, std::uint64_t value) {
  constexpr const char* digits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back(digits[(value >> shift) & 0x0f]);
}

}  // namespace plaza
