#pragma once

#include <string>
#include <vector>

#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

// What makes a type system invalid (September 2025, 3: "Type Validation" of each kind), a sentence for each fault.
std::vector<std::string> check_schema(const Schema& schema);

// Whether a value of type `a` may stand where `b` is expected.
bool is_subtype(const Type& a, const Type& b);

}  // namespace plaza::graphql
