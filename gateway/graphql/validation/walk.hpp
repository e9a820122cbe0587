#pragma once

#include <string_view>
#include <vector>

#include "gateway/graphql/validation/context.hpp"

namespace plaza::graphql {

// The one walk over a document that knows the type of every place. It keeps the rules about fields, arguments, values,
// directives and type conditions, and notes what the rules about variables and fragments need. Its recursion is as deep
// as the document nests.
class Walk {
 public:
  explicit Walk(ValidationContext& context) : context_(context) {}

  void run();

 private:
  struct Place {
    const Type* type = nullptr;  // what is expected; null: unknown
    bool has_default = false;
    const NamedType* one_of = nullptr;
  };

  void operation(const Operation& operation);
  void fragment(const Fragment& fragment);
  void variable(const VariableDefinition& definition);

  // selections
  void selections(const SelectionSet& set, const NamedType* parent);
  void field(const Selection& field, const NamedType* parent);
  void check_leaf(const Selection& field, const Type& type);
  void spread(const Selection& spread, const NamedType* parent);
  void inline_fragment(const Selection& fragment, const NamedType* parent);
  void unknown_field(const Selection& field, const NamedType& parent);
  // The type of a condition; null, with an error, when there is none of that name.
  const NamedType* condition(const Name& name);
  void unknown_type(const Name& name);

  // arguments and directives
  void field_arguments(const Selection& field, const Field* definition, const NamedType* parent);
  void directives(const Directive* first, std::string_view location);
  void directive(const Directive& directive, std::string_view location);
  void arguments(const Argument* first, const std::vector<InputField>* known);

  // values
  void value(const Value& value, const Place& place, bool check);
  void list(const Value& value, const Place& place, bool check);
  void object(const Value& value, const Place& place, bool check);
  void object_fields(const Value& object, const NamedType& type);
  void one_of(const Value& object, const NamedType& type);
  void leaf(const Value& value, const Type& type);

  ValidationContext& context_;
  DefinitionFacts* facts_ = nullptr;  // of the definition that is walked over
};

}  // namespace plaza::graphql
