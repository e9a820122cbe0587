#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/schema/type.hpp"

// What a schema is built from: plain structs, filled in code or read from its definition language. Types are named as
// in that language: "[Pharmacy!]!".
namespace plaza::graphql {

// An argument, or a field of an input object.
struct InputSpec {
  std::string name;
  std::string type;
  std::string description{};
  std::optional<std::string> default_value{};  // as a literal
  std::optional<std::string> deprecated{};     // why
};

struct FieldSpec {
  std::string name;
  std::string type;
  std::string description{};
  std::vector<InputSpec> arguments{};
  Resolver resolve{};
  FieldCost cost{};
  bool same_for_all = false;  // of a field that waits: whoever asks gets the same, at the same time
  std::optional<std::string> deprecated{};
};

struct EnumValueSpec {
  std::string name;
  std::string description{};
  std::optional<std::string> deprecated{};
};

struct TypeSpec {
  TypeKind kind = TypeKind::object;
  std::string name;
  std::string description{};
  std::vector<std::string> interfaces{};
  std::vector<FieldSpec> fields{};
  std::vector<InputSpec> inputs{};
  std::vector<EnumValueSpec> values{};
  std::vector<std::string> members{};  // of a union
  bool one_of = false;
  std::optional<std::string> specified_by{};
  ScalarParser parse{};

  // The field of this name, to give it a resolver. Throws std::logic_error when there is none.
  FieldSpec& field(std::string_view wanted);
};

struct DirectiveSpec {
  std::string name;
  std::string description{};
  std::vector<std::string> locations{};
  std::vector<InputSpec> arguments{};
  bool repeatable = false;
};

struct SchemaSpec {
  std::string description{};
  std::vector<TypeSpec> types{};
  std::vector<DirectiveSpec> directives{};
  std::string query = "Query";
  std::string mutation{};  // empty: none
  std::string subscription{};

  // Throws std::logic_error when there is none.
  TypeSpec& type(std::string_view wanted);
};

// Reads the definition language (September 2025, 3), extensions too. Without a schema definition the types named Query,
// Mutation and Subscription are the roots.
Result<SchemaSpec> read_sdl(std::string_view text);

}  // namespace plaza::graphql
