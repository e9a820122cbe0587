#include "gateway/graphql/schema/schema.hpp"

#include <algorithm>

#include "gateway/graphql/schema/schema_builder.hpp"
#include "gateway/graphql/schema/schema_checks.hpp"

namespace plaza::graphql {

Result<std::shared_ptr<const Schema>> Schema::build(const SchemaSpec& spec) {
  SchemaBuilder builder(spec);
  auto schema = builder.build();
  auto faults = builder.faults();
  if (faults.empty()) faults = check_schema(*schema);
  if (faults.empty()) return schema;
  std::string message;
  for (const auto& fault : faults) message += (message.empty() ? "" : "\n") + fault;
  return fail(Code::invalid_argument, std::move(message));
}

const NamedType* Schema::find(std::string_view name) const {
  const auto number = names_.find(name);
  return number == NameTable::none ? nullptr : &types_[number];
}

const DirectiveDefinition* Schema::directive(std::string_view name) const {
  const auto found = std::ranges::find(directives_, name, &DirectiveDefinition::name);
  return found == directives_.end() ? nullptr : &*found;
}

const Field* Schema::field(const NamedType& parent, std::string_view name) const {
  if (name.starts_with("__")) {
    if (name == "__typename" && parent.is_composite()) return &type_name_field_;
    if (&parent == root(OperationKind::query)) {
      if (name == "__schema") return &schema_field_;
      if (name == "__type") return &type_field_;
    }
  }
  return parent.field(name);
}

const Type* Schema::type_of(const TypeReference& reference, Arena& arena) const {
  if (reference.kind == TypeReferenceKind::named) {
    const auto* const type = find(reference.name.text);
    return type == nullptr ? nullptr : &type->self;
  }
  const auto* const of = type_of(*reference.of, arena);
  if (of == nullptr) return nullptr;
  const auto kind = reference.kind == TypeReferenceKind::list ? TypeKind::list : TypeKind::non_null;
  return arena.make<Type>(kind, of, of->definition);
}

}  // namespace plaza::graphql
