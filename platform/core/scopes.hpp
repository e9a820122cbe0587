#pragma once

#include <string_view>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"

// What a caller's token allows beyond what is the caller's own. The names are those of the contract.
namespace plaza {

inline constexpr std::string_view scope_operator = "operator";  // those who run the fleet
inline constexpr std::string_view scope_courier = "courier";    // a carrier's machines

bool has_scope(const Identity& identity, std::string_view scope);

// Whether `who` may take `subject` out of what is kept: oneself may, and operators. Errors: permission_denied;
// invalid_argument when nobody is named.
Result<void> may_erase(const Identity& who, std::string_view subject);

}  // namespace plaza
