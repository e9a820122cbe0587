#pragma once

#include <cstdint>
#include <vector>

#include "gateway/graphql/validation/validate.hpp"

namespace plaza::graphql {

// What one operation may ask for, after its fragments are put in their places. All counts are known before anything is
// executed; the names of the members are the names of the limits in errors.
struct QueryLimits {
  std::uint32_t depth_max = 20;      // fields within fields; the usual introspection takes 15
  std::uint32_t fields_max = 5'000;  // in all, with each fragment counted wherever it is spread
  std::uint32_t aliases_max = 100;
  std::uint32_t root_fields_max = 30;
  std::uint32_t directives_max = 100;
  std::uint32_t spreads_max = 100;       // fragments within fragments; whoever expands them may use recursion
  std::uint32_t list_items_max = 1'000;  // of one list in arguments or variables
  std::uint32_t items_max = 10'000;      // objects in lists, computed from arguments such as `first`
  std::uint32_t cost_max = 100;          // calls to services
};

// Checks what the document alone decides; list_items_max of variables, items_max and cost_max need the variables.
// `order` is that of Validated: no fragment is walked over twice, however often it is spread.
std::vector<ValidationError> check_limits(const Document& document, const std::vector<std::uint32_t>& order,
                                          const QueryLimits& limits);

}  // namespace plaza::graphql
