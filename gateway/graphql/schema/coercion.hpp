#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/leaf.hpp"
#include "gateway/graphql/schema/type.hpp"

// Values that come in become what their type says (September 2025, 3.5 to 3.12 and 6.1.2).
namespace plaza::graphql {

// The coerced variables of a request. One that was not given and has no default is not in it.
class VariableValues {
 public:
  void set(std::string_view name, InputValue value) { values_.push_back({name, value}); }
  // Null when there is none.
  [[nodiscard]] const InputValue* find(std::string_view name) const {
    for (const auto& member : values_) {
      if (member.name == name) return &member.value;
    }
    return nullptr;
  }

 private:
  std::vector<InputMember> values_;
};

// The value of a literal; absent when it does not fit its type.
InputValue coerce_literal(const Value& literal, const Type& type, const VariableValues* variables, Arena& arena);

// What is wrong with the value of a variable. A path is like `input.tags[3]`.
struct CoercionError {
  std::string path;   // behind the name of the variable: ".tags[3]"
  std::string value;  // as messages show it
  std::string message;
};

// Checks the value of a variable. At most `errors_max` errors are kept; one more says that there were too many.
class ValueCoercion {
 public:
  ValueCoercion(Arena& arena, std::size_t errors_max, Suggestions suggestions)
      : arena_(arena), errors_max_(errors_max), suggestions_(suggestions) {}

  InputValue coerce(const InputValue& value, const Type& type);
  [[nodiscard]] const std::vector<CoercionError>& errors() const { return errors_; }

 private:
  InputValue coerce_list(const InputValue& value, const Type& item);
  InputValue coerce_object(const InputValue& value, const NamedType& type);
  void check_unknown(const InputValue& value, const NamedType& type);
  void check_one_of(const InputValue& value, const InputValue& coerced, const NamedType& type);
  void complain(const InputValue& value, std::string message);

  Arena& arena_;
  std::size_t errors_max_;
  Suggestions suggestions_;
  std::string path_;
  std::vector<CoercionError> errors_;
};

}  // namespace plaza::graphql
