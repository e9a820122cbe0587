#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/description/parameters.hpp"

// Entity tags of things that have a version, and the changes that are meant for one of them.
namespace plaza::gateway {

// "3-9f86d081884c7d65", with its quotes: the version, for who changes it, and the bytes, which an erasure or another
// release of the gateway may change without it.
std::string version_tag(std::int64_t version, std::string_view json);

// The version that If-Match names; nothing for "*". A tag that cannot be one of ours gives a version that nothing has.
ParameterType<std::optional<std::int64_t>> if_match_parameter();
ParameterInfo if_match_info();

}  // namespace plaza::gateway
