#pragma once

#include <string>
#include <string_view>

namespace plaza::pharmacy {

// A text as it is compared in searches. Names and addresses of the feed mix forms that people do not tell apart:
//   full-width ASCII        → half-width   ６９４號 → 694號
//   台                      → 臺
//   blanks, also U+3000     → nothing
//   capital ASCII letters   → small ones
//   dashes of every width   → -
// The rest stays as it is. Expects UTF-8; a byte that is not part of it is kept.
std::string fold_text(std::string_view text);
void append_folded(std::string& out, std::string_view text);

}  // namespace plaza::pharmacy
