#include "platform/core/timestamp.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace plaza {
namespace {

// Reads exactly `digits` digits at `position`, and moves behind them.
std::optional<int> read_number(std::string_view text, std::size_t& position, std::size_t digits) {
  if (position + digits > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(position, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  position += digits;
  return value;
}

bool read_one_of(std::string_view text, std::size_t& position, std::string_view accepted) {
  if (position >= text.size() || accepted.find(text[position]) == std::string_view::npos) return false;
  ++position;
  return true;
}

std::optional<std::chrono::sys_days> read_date(std::string_view text, std::size_t& position) {
  const auto year = read_number(text, position, 4);
  if (!year || !read_one_of(text, position, "-")) return std::nullopt;
  const auto month = read_number(text, position, 2);
  if (!month || !read_one_of(text, position, "-")) return std::nullopt;
  const auto day = read_number(text, position, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<milliseconds> read_time_of_day(std::string_view text, std::size_t& position) {
  const auto hour = read_number(text, position, 2);
  if (!hour || *hour > 23 || !read_one_of(text, position, ":")) return std::nullopt;
  const auto minute = read_number(text, position, 2);
  if (!minute || *minute > 59 || !read_one_of(text, position, ":")) return std::nullopt;
  const auto second = read_number(text, position, 2);
  if (!second || *second > 60) return std::nullopt;
  milliseconds time = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
  if (!read_one_of(text, position, ".")) return time;
  const auto first_digit = position;
  for (milliseconds unit{100}; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position) {
    time += unit * (text[position] - '0');
    unit /= 10;
  }
  if (position == first_digit) return std::nullopt;
  return time;
}

std::optional<milliseconds> read_offset(std::string_view text, std::size_t& position) {
  if (read_one_of(text, position, "Zz")) return milliseconds{0};
  const bool negative = position < text.size() && text[position] == '-';
  if (!read_one_of(text, position, "+-")) return std::nullopt;
  const auto hours = read_number(text, position, 2);
  if (!hours || *hours > 23 || !read_one_of(text, position, ":")) return std::nullopt;
  const auto minutes = read_number(text, position, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const milliseconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return negative ? -offset : offset;
}

// Writes `count` digits, behind `before` when there is one.
char* write_digits(char* out, std::int64_t value, int count, char before = '\0') {
  if (before != '\0') *out++ = before;
  for (char* digit = out + count; digit != out; value /= 10) *--digit = static_cast<char>('0' + value % 10);
  return out + count;
}

}  // namespace

char* write_rfc3339(char* out, SystemTime time) {
  constexpr SystemTime first = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
  constexpr SystemTime last = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1} - milliseconds{1};
  time = std::clamp(time, first, last);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  out = write_digits(out, static_cast<int>(date.year()), 4);
  out = write_digits(out, static_cast<unsigned>(date.month()), 2, '-');
  out = write_digits(out, static_cast<unsigned>(date.day()), 2, '-');
  out = write_digits(out, clock.hours().count(), 2, 'T');
  out = write_digits(out, clock.minutes().count(), 2, ':');
  out = write_digits(out, clock.seconds().count(), 2, ':');
  if (clock.subseconds().count() != 0) out = write_digits(out, clock.subseconds().count(), 3, '.');
  *out++ = 'Z';
  return out;
}

void append_rfc3339(std::string& out, SystemTime time) {
  std::array<char, rfc3339_bytes_max> text;  // NOLINT: every byte that is read has been written
  out.append(text.data(), write_rfc3339(text.data(), time));
}

std::string format_rfc3339(SystemTime time) {
  std::string out;
  append_rfc3339(out, time);
  return out;
}

std::optional<SystemTime> parse_rfc3339(std::string_view text) {
  std::size_t position = 0;
  const auto day = read_date(text, position);
  if (!day || !read_one_of(text, position, "Tt ")) return std::nullopt;
  const auto time = read_time_of_day(text, position);
  if (!time) return std::nullopt;
  const auto offset = read_offset(text, position);
  if (!offset || position != text.size()) return std::nullopt;
  return SystemTime{*day} + *time - *offset;
}

std::string format_http_date(SystemTime time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace plaza
