#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace plaza::booking {

using Date = std::chrono::year_month_day;

// "2021-05-16", or "20210516" as an older client writes it. Nothing for other forms, and for days that do not exist.
std::optional<Date> parse_date(std::string_view text);

std::string to_iso(const Date& date);      // "2021-05-16"
std::string to_compact(const Date& date);  // "20210516": sorts as the days do

}  // namespace plaza::booking
