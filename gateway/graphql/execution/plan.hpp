#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/execution/introspection.hpp"
#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/coercion.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

struct PlannedSet;

// A field of an answer: all selections of one response name, merged.
struct PlannedField {
  const Field* field = nullptr;
  std::string key;  // `"name":`
  std::string_view name;
  std::vector<const Selection*> selections;        // the first one has the arguments
  const InputValue* constant_arguments = nullptr;  // in the order of the field's definition; null: they need variables
  std::uint32_t number = 0;                        // among those whose arguments need variables
  IntrospectionResolver introspect = nullptr;
  // What to select on a value, by its type; filled when such a value first comes.
  mutable std::vector<const PlannedSet*> inner;
};

struct PlannedSet {
  const NamedType* type = nullptr;
  std::vector<PlannedField> fields;
};

// How to execute an operation, once it is known what its @skip and @include leave. Made once for a document and such
// values, used for many requests by one worker; it grows as types of objects turn up.
class Plan {
 public:
  // The document and the schema outlive the plan. `conditions`: the variables of @skip and @include.
  Plan(const Schema& schema, const Document& document, const Operation& operation, VariableValues conditions);

  [[nodiscard]] const PlannedSet& root() const { return *root_; }
  [[nodiscard]] const PlannedSet& inner(const PlannedField& field, const NamedType& type) const;
  [[nodiscard]] std::uint32_t variable_fields() const { return variable_fields_; }

 private:
  void collect(const SelectionSet& set, PlannedSet& out, std::vector<bool>& spread) const;
  void add_field(const Selection& selection, PlannedSet& out) const;
  void finish(PlannedSet& set) const;
  const InputValue* constant_arguments(const PlannedField& field) const;
  [[nodiscard]] bool is_included(const Directive* first) const;
  [[nodiscard]] bool applies(const Name& condition, const NamedType& type) const;
  const Fragment* fragment(std::string_view name) const;

  const Schema& schema_;
  const Document& document_;
  VariableValues conditions_;
  const PlannedSet* root_ = nullptr;
  mutable Arena arena_;
  mutable std::deque<PlannedSet> sets_;
  mutable std::uint32_t variable_fields_ = 0;
};

// The names of the variables that decide about @skip and @include in an operation.
std::vector<std::string_view> condition_variables(const Document& document, const Operation& operation);

}  // namespace plaza::graphql
