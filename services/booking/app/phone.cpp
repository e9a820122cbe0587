#include "services/booking/app/phone.hpp"

#include <algorithm>

namespace plaza::booking {
namespace {

constexpr std::string_view country = "+60";
constexpr std::size_t characters_max = 32;

// The national form: a 0 and digits. Empty for other characters.
std::string national(std::string_view text) {
  std::string digits;
  const bool international = text.starts_with(country);
  if (international) digits = "0";
  for (const char c : text.substr(international ? country.size() : 0)) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9') return {};
    digits += c;
  }
  return digits;
}

// Of all digits, by the first ones; 0 where no number begins so.
std::size_t length_of(std::string_view digits) {
  if (digits.size() < 3 || digits[0] != '0') return 0;
  const char second = digits[1];
  const char third = digits[2];
  if (second == '1') return third == '1' ? 11 : third == '5' ? 0 : 10;
  if (second == '3') return 10;
  return second >= '4' && second <= '9' ? 9 : 0;
}

}  // namespace

std::optional<std::string> parse_phone(std::string_view text) {
  if (text.size() > characters_max) return std::nullopt;
  const auto digits = national(text);
  if (digits.empty() || digits.size() != length_of(digits)) return std::nullopt;
  return std::string(country) + digits.substr(1);
}

}  // namespace plaza::booking
