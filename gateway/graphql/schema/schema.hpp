#pragma once

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/spec.hpp"
#include "gateway/graphql/schema/type.hpp"

namespace plaza::graphql {

struct DirectiveDefinition {
  std::string name;
  std::string description;
  std::vector<std::string> locations;
  std::vector<InputField> arguments;
  bool repeatable = false;
};

// A type system, checked and complete with all that introspection needs. Built once; then immutable, and read by all
// workers.
class Schema {
 public:
  // Everything that is wrong with the description, one fault a line (invalid_argument).
  static Result<std::shared_ptr<const Schema>> build(const SchemaSpec& spec);

  [[nodiscard]] const NamedType* find(std::string_view name) const;
  // The root type of such operations; null when there is none.
  [[nodiscard]] const NamedType* root(OperationKind kind) const { return roots_[static_cast<std::size_t>(kind)]; }
  // Those of the description first, in its order.
  [[nodiscard]] const std::vector<const NamedType*>& types() const { return all_types_; }
  [[nodiscard]] const std::vector<DirectiveDefinition>& directives() const { return directives_; }
  [[nodiscard]] const DirectiveDefinition* directive(std::string_view name) const;
  [[nodiscard]] std::string_view description() const { return description_; }

  // A field that may be selected on a type: its own ones, __typename, and on the query root __schema and __type.
  [[nodiscard]] const Field* field(const NamedType& parent, std::string_view name) const;

  // The type that a document writes; null when there is no type of that name. The result lies in the arena.
  const Type* type_of(const TypeReference& reference, Arena& arena) const;

 private:
  friend class SchemaBuilder;
  Schema() = default;

  std::string description_;
  std::deque<NamedType> types_;
  std::vector<const NamedType*> all_types_;
  NameTable names_;
  std::vector<DirectiveDefinition> directives_;
  std::array<const NamedType*, 3> roots_{};
  Arena arena_;  // wrapping types, defaults
  Field type_name_field_;
  Field schema_field_;
  Field type_field_;
};

// The schema in its definition language, without what every schema has.
std::string print_sdl(const Schema& schema);

// The default of an input as a literal; "" for none.
std::string print_default(const InputField& input);

}  // namespace plaza::graphql
