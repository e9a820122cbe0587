#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plaza::http {

// Undoes percent-encoding. Nothing when a '%' is not followed by two hexadecimal digits, when the result holds a NUL,
// or when it is not UTF-8. `plus_is_blank`: as in queries that a form makes.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);

// True when there is nothing to undo in a path segment: ASCII without a '%'.
bool percent_free(std::string_view text);

// Encodes what is not unreserved (RFC 3986, 2.3), so that the result can stand in a path segment or a query value.
std::string percent_encode(std::string_view text);

// Encodes what may not stand in a URI reference (RFC 3986), a '%' that encodes nothing among it, and leaves the rest.
std::string as_uri_reference(std::string_view text);

}  // namespace plaza::http
