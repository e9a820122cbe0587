#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plaza::booking {

// A Malaysian phone number in its international form, "+60123456789": from "0123456789", "012-345 6789" or the like,
// and from +60 in place of the 0. Nothing when it is no mobile number (01 and 0, 2, 3, 4, 6 to 9 with 7 digits, 011
// with 8) and no land line (03 with 8 digits, 04 to 07 and 09 with 7, 08x with 6). Blanks and hyphens are decoration.
std::optional<std::string> parse_phone(std::string_view text);

}  // namespace plaza::booking
