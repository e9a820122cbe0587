#pragma once

#include <string>
#include <string_view>

namespace plaza::http {

// A strong entity tag of these bytes, with its quotes: the 128-bit XXH3 hash, so that equal tags mean equal bytes.
std::string entity_tag(std::string_view bytes);

// The tag of the same content compressed: "abc" → "abc-gzip". It differs, because a strong tag names bytes, not meaning
// (RFC 9110, 8.8.3.3), and stays strong, because If-Match compares strongly.
std::string gzip_entity_tag(std::string_view tag);

// True when a list of tags (If-None-Match) holds `tag` by weak comparison, or is "*".
bool matches_weakly(std::string_view list, std::string_view tag);

// True when a list of tags (If-Match) holds `tag` by strong comparison, or is "*". The tag of the compressed form
// counts as well: whoever read it has seen this version.
bool matches_strongly(std::string_view list, std::string_view tag);

}  // namespace plaza::http
