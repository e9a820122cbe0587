#pragma once

#include <expected>
#include <vector>

#include "gateway/graphql/execution/errors.hpp"
#include "gateway/graphql/schema/coercion.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

struct VariableType {
  const VariableDefinition* definition;
  const Type* type;
};

struct VariableOptions {
  std::size_t errors_max = 50;
  std::uint32_t list_items_max = 1'000;
  Suggestions suggestions = Suggestions::shown;
};

// The values of an operation's variables, from what a client sent (September 2025, 6.1.2).
std::expected<VariableValues, std::vector<RequestError>> coerce_variables(const std::vector<VariableType>& variables,
                                                                          const InputValue& given,
                                                                          std::string_view source, Arena& arena,
                                                                          const VariableOptions& options);

}  // namespace plaza::graphql
