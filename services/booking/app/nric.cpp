#include "services/booking/app/nric.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace plaza::booking {
namespace {

constexpr std::size_t digits_count = 12;
constexpr std::size_t hyphenated_length = 14;

struct Places {
  int first;
  int last;
};
constexpr std::array issued{Places{1, 16},  Places{21, 59}, Places{60, 68}, Places{71, 72},
                            Places{74, 79}, Places{82, 93}, Places{98, 99}};

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

// A birth in the 29th of February needs a leap year in one of the two centuries.
bool is_a_day(std::string_view digits) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const int short_year = two_digits(digits, 0);
  const month of_year(static_cast<unsigned>(two_digits(digits, 2)));
  const day of_month(static_cast<unsigned>(two_digits(digits, 4)));
  return (year(1900 + short_year) / of_year / of_month).ok() || (year(2000 + short_year) / of_year / of_month).ok();
}

}  // namespace

std::optional<std::string> parse_nric(std::string_view text) {
  std::string digits(text);
  if (text.size() == hyphenated_length && text[6] == '-' && text[9] == '-') digits.erase(9, 1).erase(6, 1);
  if (digits.size() != digits_count) return std::nullopt;
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const int place = two_digits(digits, 6);
  const bool known =
      std::ranges::any_of(issued, [place](const Places& range) { return place >= range.first && place <= range.last; });
  if (!known || !is_a_day(digits)) return std::nullopt;
  return digits;
}

}  // namespace plaza::booking
