#pragma once

#include <expected>
#include <string>

#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/type.hpp"

// What scalars and enumerations accept (September 2025, 3.5 and 3.9). Errors are sentences, in graphql-js's words.
namespace plaza::graphql {

enum class Suggestions : bool { hidden, shown };

class VariableValues;

// From a literal in a document. A custom scalar may hold variables, in lists and objects.
std::expected<InputValue, std::string> parse_leaf(const NamedType& type, const Value& literal,
                                                  const VariableValues* variables, Arena& arena,
                                                  Suggestions suggestions = Suggestions::shown);

// From the value of a variable.
std::expected<InputValue, std::string> parse_leaf(const NamedType& type, const InputValue& value, Arena& arena,
                                                  Suggestions suggestions = Suggestions::shown);

}  // namespace plaza::graphql
