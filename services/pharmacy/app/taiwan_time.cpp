#include "services/pharmacy/app/taiwan_time.hpp"

#include <fmt/format.h>

namespace plaza::pharmacy {
namespace {

// Later than 1970 by UTC, too.
constexpr int year_min = 1971;
constexpr std::string_view layout = "dddd/dd/dd dd:dd:dd";

bool has_layout(std::string_view text) {
  if (text.size() != layout.size()) return false;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const bool fits = layout[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == layout[i];
    if (!fits) return false;
  }
  return true;
}

// The number that `digits` characters from `position` on make; they are known to be digits.
int number_at(std::string_view text, std::size_t position, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(position, digits)) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::optional<SystemTime> parse_taiwan_time(std::string_view text) {
  if (!has_layout(text)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{number_at(text, 0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!date.ok() || number_at(text, 0, 4) < year_min || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return SystemTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} - taiwan_offset;
}

std::string format_taiwan_time(SystemTime time) {
  const auto local = time + taiwan_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{local - day};
  return fmt::format("{:04}/{:02}/{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace plaza::pharmacy
