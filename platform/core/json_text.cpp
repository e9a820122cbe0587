#include "platform/core/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace plaza {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

// True for the bytes that stand for themselves in a JSON string.
constexpr auto plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

struct Sequence {
  std::size_t bytes;  // how many to take or to replace
  bool valid;
};

// The UTF-8 sequence that `text` begins with (Unicode 15, table 3-7: the second byte has a narrower range after some
// first bytes, which rules out overlong forms, surrogates and what lies above U+10FFFF).
Sequence first_sequence(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto lead = at(0);
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {.bytes = 1, .valid = false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || at(i) < low || at(i) > high) return {.bytes = i, .valid = false};
    low = 0x80;
    high = 0xBF;
  }
  return {.bytes = length, .valid = true};
}

// True when the eight bytes at `at` all stand for themselves.
bool eight_are_plain(const char* at) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = 0x80 * ones;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  // (x - ones) & ~x has the high bit of each byte that is zero (and, above one, of some that are not: that only costs
  // time).
  const auto zeros = [](std::uint64_t x) { return (x - ones) & ~x; };
  const auto control = (bytes - 0x20 * ones) & ~bytes;
  return ((bytes | control | zeros(bytes ^ '"' * ones) | zeros(bytes ^ '\\' * ones)) & highs) == 0;
}

// True for a valid sequence of three bytes from U+1000 on without the block that has the surrogates: nearly every
// Chinese character, found without the general way.
bool is_common_ideograph(const char* at) {
  const auto lead = static_cast<std::uint8_t>(at[0]);
  return lead >= 0xE1 && lead <= 0xEF && lead != 0xED && (static_cast<std::uint8_t>(at[1]) & 0xC0) == 0x80 &&
         (static_cast<std::uint8_t>(at[2]) & 0xC0) == 0x80;
}

char* copy(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* write_escape(char* out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      return copy(out, "\\\"");
    case '\\':
      return copy(out, "\\\\");
    case '\n':
      return copy(out, "\\n");
    case '\r':
      return copy(out, "\\r");
    case '\t':
      return copy(out, "\\t");
    default:
      out = copy(out, "\\u00");
      *out++ = digits[static_cast<std::uint8_t>(c) >> 4];
      *out++ = digits[static_cast<std::uint8_t>(c) & 0x0f];
      return out;
  }
}

constexpr std::size_t fraction_digits = 7;  // a centimetre, in degrees
constexpr std::int64_t fraction_scale = 10'000'000;
constexpr double scaled_max = 1e15;  // so that the text has at most 15 digits

// Writes a value with at most seven decimals, as coordinates and distances have, in a tenth of the time that the
// general way takes. Null when it has more. Where scaled / scale, rounded correctly, gives the value back, its text of
// at most 15 digits is the only one so short.
char* write_short_decimal(char* out, double value) {
  const double scaled = value * static_cast<double>(fraction_scale);
  if (!(std::abs(scaled) < scaled_max)) return nullptr;
  const auto rounded = static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  if (static_cast<double>(rounded) / static_cast<double>(fraction_scale) != value) return nullptr;
  if (value < 0) *out++ = '-';
  const auto magnitude = static_cast<std::uint64_t>(rounded < 0 ? -rounded : rounded);
  out = std::to_chars(out, out + json_number_bytes_max / 2, magnitude / fraction_scale).ptr;
  auto fraction = magnitude % fraction_scale;
  if (fraction == 0) return out;
  *out++ = '.';
  for (std::size_t i = fraction_digits; i-- > 0; fraction /= 10) out[i] = static_cast<char>('0' + fraction % 10);
  out += fraction_digits;
  while (out[-1] == '0') --out;
  return out;
}

}  // namespace

char* write_json_string(char* out, std::string_view text) {
  *out++ = '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const char c = *at;
    if (plain_bytes[static_cast<std::uint8_t>(c)]) {
      if (end - at >= 8 && eight_are_plain(at)) {
        std::memcpy(out, at, 8);
        out += 8;
        at += 8;
      } else {
        *out++ = c;
        ++at;
      }
    } else if (end - at >= 4 && is_common_ideograph(at)) {
      std::memcpy(out, at, 4);  // of a fixed size, the copy is one instruction; what is too much is overwritten
      out += 3;
      at += 3;
    } else if (static_cast<std::uint8_t>(c) < 0x80) {
      out = write_escape(out, c);
      ++at;
    } else {
      const auto sequence = first_sequence({at, end});
      out = copy(out, sequence.valid ? std::string_view(at, sequence.bytes) : replacement_character);
      at += sequence.bytes;
    }
  }
  *out++ = '"';
  return out;
}

char* write_json_number(char* out, double value) {
  if (!std::isfinite(value)) return copy(out, "null");
  if (char* const end = write_short_decimal(out, value)) return end;
  return std::to_chars(out, out + json_number_bytes_max, value).ptr;
}

void append_json_string(std::string& out, std::string_view text) {
  const auto before = out.size();
  out.resize(before + json_string_bytes_max(text.size()));
  out.resize(static_cast<std::size_t>(write_json_string(out.data() + before, text) - out.data()));
}

void append_json_number(std::string& out, double value) {
  std::array<char, json_number_bytes_max> text{};
  out.append(text.data(), write_json_number(text.data(), value));
}

}  // namespace plaza
