#pragma once

#include <cstdint>
#include <vector>

#include "gateway/graphql/validation/context.hpp"

// The rules about definitions as wholes; they use what the walk noted.
namespace plaza::graphql {

// Operations have names of their own, the anonymous one is alone, and nothing defines types.
void check_operations(ValidationContext& context);

// A subscription has one root field that is no introspection, and does not depend on variables.
void check_subscriptions(ValidationContext& context);

// Fragments have names of their own, are used, and never spread themselves. Gives the fragments in an order in which
// each comes behind those that it spreads; it is of no use when there are cycles.
std::vector<std::uint32_t> check_fragments(ValidationContext& context);

// Variables are defined, used, and fit where they are used; for each operation, through all fragments that it reaches.
void check_variables(ValidationContext& context);

// Introspection does not go through more lists of types and fields than a client has use for. `order` as above.
void check_introspection_depth(ValidationContext& context, const std::vector<std::uint32_t>& order);

}  // namespace plaza::graphql
