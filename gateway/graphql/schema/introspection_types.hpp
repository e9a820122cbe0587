#pragma once

#include <array>
#include <string_view>

#include "gateway/graphql/schema/type.hpp"

// What every schema has: the scalars and directives of the language, and the types through which it tells about itself
// (September 2025, 3.5, 3.13 and 4.2).
namespace plaza::graphql {

struct StandardScalar {
  std::string_view name;
  ScalarKind kind;
  std::string_view description;
};

constexpr std::array<StandardScalar, 5> standard_scalars{{
    {"String", ScalarKind::string, "Text, as a sequence of Unicode characters."},
    {"Int", ScalarKind::integer, "A whole number between -(2^31) and 2^31 - 1."},
    {"Float", ScalarKind::floating, "A number of double precision, as IEEE 754 has it."},
    {"Boolean", ScalarKind::boolean, "`true` or `false`."},
    {"ID", ScalarKind::id,
     "What an object is known by: opaque text. Where it comes in, a whole number is accepted as well."},
}};

constexpr std::string_view introspection_types = R"graphql(
"Includes this field or fragment only when the `if` argument is true."
directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Leaves this field or fragment out when the `if` argument is true."
directive @skip("Left out when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Marks what should no longer be used."
directive @deprecated("Why, and what to use instead, in CommonMark." reason: String! = "No longer supported")
  on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
"Says where the behaviour of a scalar is specified."
directive @specifiedBy("The address of the specification." url: String!) on SCALAR
"Exactly one field of this input object must be given, and must not be `null`."
directive @oneOf on INPUT_OBJECT

"What a service can be asked: its types, its directives, and where operations begin."
type __Schema {
  description: String
  "All types that the service knows."
  types: [__Type!]!
  "Where queries begin."
  queryType: __Type!
  "Where mutations begin, if the service has any."
  mutationType: __Type
  "Where subscriptions begin, if the service has any."
  subscriptionType: __Type
  "All directives that the service knows."
  directives: [__Directive!]!
}

"A type. Its kind decides which of the other fields have a value."
type __Type {
  kind: __TypeKind!
  name: String
  description: String
  specifiedByURL: String
  fields(includeDeprecated: Boolean! = false): [__Field!]
  interfaces: [__Type!]
  possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
  inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
  ofType: __Type
  isOneOf: Boolean
}

"What kind of type a `__Type` is."
enum __TypeKind {
  "A value without parts."
  SCALAR
  "Has `fields` and `interfaces`."
  OBJECT
  "Has `fields`, `interfaces` and `possibleTypes`."
  INTERFACE
  "Has `possibleTypes`."
  UNION
  "Has `enumValues`."
  ENUM
  "Has `inputFields`."
  INPUT_OBJECT
  "Has an `ofType`."
  LIST
  "Has an `ofType`."
  NON_NULL
}

"A field of an object or an interface: its name, its arguments and what it gives."
type __Field {
  name: String!
  description: String
  args(includeDeprecated: Boolean! = false): [__InputValue!]!
  type: __Type!
  isDeprecated: Boolean!
  deprecationReason: String
}

"An argument, or a field of an input object."
type __InputValue {
  name: String!
  description: String
  type: __Type!
  "The default, written as a literal."
  defaultValue: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A value of an enumeration."
type __EnumValue {
  name: String!
  description: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A directive: what it is called, where it may stand and what it takes."
type __Directive {
  name: String!
  description: String
  isRepeatable: Boolean!
  locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean! = false): [__InputValue!]!
}

"Where a directive may stand."
enum __DirectiveLocation {
  QUERY
  MUTATION
  SUBSCRIPTION
  FIELD
  FRAGMENT_DEFINITION
  FRAGMENT_SPREAD
  INLINE_FRAGMENT
  VARIABLE_DEFINITION
  SCHEMA
  SCALAR
  OBJECT
  FIELD_DEFINITION
  ARGUMENT_DEFINITION
  INTERFACE
  UNION
  ENUM
  ENUM_VALUE
  INPUT_OBJECT
  INPUT_FIELD_DEFINITION
}
)graphql";

}  // namespace plaza::graphql
