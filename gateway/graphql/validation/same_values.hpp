#pragma once

#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/type.hpp"

namespace plaza::graphql {

// Whether two fields pass the same arguments, in whatever order; fields of input objects too.
bool same_arguments(const Argument* a, const Argument* b);

// Whether two fields of one name in the answer would have values of different shape there: a list and none, null
// allowed and not, or different leaves (September 2025, 5.3.2: SameResponseShape).
bool shapes_conflict(const Type& a, const Type& b);

}  // namespace plaza::graphql
