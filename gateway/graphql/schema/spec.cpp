#include "gateway/graphql/schema/spec.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "gateway/graphql/language/location.hpp"
#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/language/printer.hpp"

namespace plaza::graphql {
namespace {

constexpr ParseLimits schema_limits{.bytes_max = 4 * 1024 * 1024, .tokens_max = 1'000'000, .nesting_max = 64};
constexpr std::string_view deprecated_standard_reason = "No longer supported";

std::string text_of(const Value* description) {
  return description == nullptr ? std::string() : std::string(description->text);
}

const Directive* find(const Directive* first, std::string_view name) {
  for (const auto& directive : each(first)) {
    if (directive.name.text == name) return &directive;
  }
  return nullptr;
}

// The text of a directive's only argument.
std::optional<std::string> argument_of(const Directive* first, std::string_view name, std::string_view otherwise) {
  const auto* const directive = find(first, name);
  if (directive == nullptr) return std::nullopt;
  const auto* const argument = directive->arguments;
  return std::string(argument == nullptr ? otherwise : argument->value->text);
}

std::optional<std::string> deprecation(const Directive* first) {
  return argument_of(first, "deprecated", deprecated_standard_reason);
}

std::vector<std::string> names(const NamedItem* first) {
  std::vector<std::string> out;
  for (const auto& item : each(first)) out.emplace_back(item.name.text);
  return out;
}

std::vector<InputSpec> inputs(const InputValueDefinition* first) {
  std::vector<InputSpec> out;
  for (const auto& input : each(first)) {
    out.push_back({.name = std::string(input.name.text),
                   .type = print(*input.type),
                   .description = text_of(input.description),
                   .deprecated = deprecation(input.directives)});
    if (input.default_value != nullptr) out.back().default_value = print(*input.default_value);
  }
  return out;
}

TypeKind kind_of(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::object:
      return TypeKind::object;
    case DefinitionKind::interface:
      return TypeKind::interface;
    case DefinitionKind::union_type:
      return TypeKind::union_type;
    case DefinitionKind::enumeration:
      return TypeKind::enumeration;
    case DefinitionKind::input:
      return TypeKind::input_object;
    default:
      return TypeKind::scalar;
  }
}

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  std::ranges::move(from, std::back_inserter(to));
}

void extend(TypeSpec& type, const TypeSystemDefinition& definition) {
  append(type.interfaces, names(definition.interfaces));
  append(type.members, names(definition.members));
  append(type.inputs, inputs(definition.inputs));
  for (const auto& field : each(definition.fields)) {
    type.fields.push_back({.name = std::string(field.name.text),
                           .type = print(*field.type),
                           .description = text_of(field.description),
                           .arguments = inputs(field.arguments),
                           .deprecated = deprecation(field.directives)});
  }
  for (const auto& value : each(definition.values)) {
    type.values.push_back({.name = std::string(value.name.text),
                           .description = text_of(value.description),
                           .deprecated = deprecation(value.directives)});
  }
  if (find(definition.directives, "oneOf") != nullptr) type.one_of = true;
  if (auto url = argument_of(definition.directives, "specifiedBy", "")) type.specified_by = std::move(url);
}

class Reader {
 public:
  Result<SchemaSpec> read(const Document& document) {
    for (const auto& definition : document.type_system) {
      if (!definition.extension) add(definition);
    }
    for (const auto& definition : document.type_system) {
      if (!definition.extension || definition.kind == DefinitionKind::schema) continue;
      auto* const type = find_type(definition.name.text);
      if (type == nullptr || type->kind != kind_of(definition.kind)) {
        return fail(Code::invalid_argument, fmt::format("\"{}\" is extended, but not defined", definition.name.text));
      }
      extend(*type, definition);
    }
    set_roots(document);
    return std::move(spec_);
  }

 private:
  void add(const TypeSystemDefinition& definition) {
    if (definition.kind == DefinitionKind::schema) {
      spec_.description = text_of(definition.description);
    } else if (definition.kind == DefinitionKind::directive) {
      spec_.directives.push_back({.name = std::string(definition.name.text),
                                  .description = text_of(definition.description),
                                  .locations = names(definition.members),
                                  .arguments = inputs(definition.inputs),
                                  .repeatable = definition.repeatable});
    } else {
      spec_.types.push_back({.kind = kind_of(definition.kind),
                             .name = std::string(definition.name.text),
                             .description = text_of(definition.description)});
      extend(spec_.types.back(), definition);
    }
  }

  TypeSpec* find_type(std::string_view name) {
    const auto found = std::ranges::find(spec_.types, name, &TypeSpec::name);
    return found == spec_.types.end() ? nullptr : &*found;
  }

  void set_roots(const Document& document) {
    bool defined = false;
    for (const auto& definition : document.type_system) {
      if (definition.kind != DefinitionKind::schema) continue;
      defined = true;
      for (const auto& root : each(definition.operations)) root_of(root.operation) = root.type.text;
    }
    if (defined) return;
    if (find_type("Mutation") != nullptr) spec_.mutation = "Mutation";
    if (find_type("Subscription") != nullptr) spec_.subscription = "Subscription";
  }

  std::string& root_of(OperationKind kind) {
    if (kind == OperationKind::mutation) return spec_.mutation;
    return kind == OperationKind::subscription ? spec_.subscription : spec_.query;
  }

  SchemaSpec spec_;
};

}  // namespace

FieldSpec& TypeSpec::field(std::string_view wanted) {
  const auto found = std::ranges::find(fields, wanted, &FieldSpec::name);
  if (found == fields.end()) throw std::logic_error(fmt::format("type {} has no field {}", name, wanted));
  return *found;
}

TypeSpec& SchemaSpec::type(std::string_view wanted) {
  const auto found = std::ranges::find(types, wanted, &TypeSpec::name);
  if (found == types.end()) throw std::logic_error(fmt::format("the schema has no type {}", wanted));
  return *found;
}

Result<SchemaSpec> read_sdl(std::string_view text) {
  const auto document = parse(text, schema_limits);
  if (!document) {
    const auto [line, column] = locate(text, document.error().at);
    return fail(Code::invalid_argument, fmt::format("{}:{}: {}", line, column, document.error().message));
  }
  if (!(*document)->operations.empty() || !(*document)->fragments.empty()) {
    return fail(Code::invalid_argument, "a schema holds no operations or fragments");
  }
  return Reader().read(**document);
}

}  // namespace plaza::graphql
