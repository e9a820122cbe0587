#include "services/booking/app/date.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::booking {
namespace {

constexpr std::size_t iso_length = 10;
constexpr std::size_t compact_length = 8;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  std::string digits(text);
  if (text.size() == iso_length && text[4] == '-' && text[7] == '-') digits.erase(7, 1).erase(4, 1);
  if (digits.size() != compact_length || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  const std::string_view all = digits;
  const Date date(std::chrono::year(number(all.substr(0, 4))),
                  std::chrono::month(static_cast<unsigned>(number(all.substr(4, 2)))),
                  std::chrono::day(static_cast<unsigned>(number(all.substr(6, 2)))));
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::string to_iso(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string to_compact(const Date& date) {
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace plaza::booking
