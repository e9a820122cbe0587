#pragma once

#include <string>

#include "gateway/description/from_json.hpp"
#include "gateway/graphql/schema/input_value.hpp"

namespace plaza::gateway {

// A value that came in by GraphQL, as JSON.
std::string json_of(const graphql::InputValue& value);

// An input object as the T that it describes (GraphqlTypes::add_input), by the reader of bodies: the same checks, the
// same words, the same pointers as by REST.
template <DescribedObject T>
Result<T> read_input(const graphql::InputValue& value) {
  return JsonReader().read<T>(json_of(value));
}

}  // namespace plaza::gateway
