#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace plaza::gateway::token {

// Far more than an honest token or key set has.
inline constexpr std::size_t json_depth_max = 8;
inline constexpr std::size_t json_members_max = 128;   // of one object
inline constexpr std::size_t json_elements_max = 256;  // of one array

// Reads a text that is one JSON object, in UTF-8, with every member's name once in its object: what two readers could
// understand in two ways is nothing (RFC 7515, 4; RFC 8725, 2.4). Nothing as well beyond the limits above.
std::optional<boost::json::object> parse_strict_object(std::string_view text);

// A member that is a text; nothing when it is absent or something else.
std::optional<std::string_view> text_member(const boost::json::object& object, std::string_view name);

}  // namespace plaza::gateway::token
