#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plaza::booking {

// A MyKad number (NRIC) as its 12 digits, YYMMDD PB ###G: from "900127-01-5527" or "900127015527". Nothing when it is
// no such number: other characters, a day that exists in neither century, a place of birth that is not issued. There is
// no check digit. (National Registration Department of Malaysia: place codes 01–16, 21–59, 60–68, 71, 72, 74–79, 82–93,
// 98, 99.)
std::optional<std::string> parse_nric(std::string_view text);

}  // namespace plaza::booking
