#pragma once

#include <string>
#include <string_view>

#include "gateway/graphql/schema/type.hpp"

namespace plaza::graphql {

// " Did you mean …?" for a field that a type does not have: types behind it that do, else fields with a name near it.
std::string suggest_field(const NamedType& parent, std::string_view wanted);

}  // namespace plaza::graphql
