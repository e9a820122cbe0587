#include "gateway/graphql/schema/schema_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/schema/coercion.hpp"
#include "gateway/graphql/schema/introspection_types.hpp"

namespace plaza::graphql {
namespace {

MetaField meta_of(const NamedType& type) {
  if (type.name == "__Schema") return MetaField::schema_member;
  if (type.name == "__Type") return MetaField::type_member;
  if (type.name == "__Field") return MetaField::field_member;
  if (type.name == "__InputValue") return MetaField::input_member;
  if (type.name == "__EnumValue") return MetaField::value_member;
  if (type.name == "__Directive") return MetaField::directive_member;
  return MetaField::none;
}

bool is_extra_standard_directive(const DirectiveSpec& directive, const std::vector<DirectiveDefinition>& known) {
  return std::ranges::any_of(known, [&](const auto& other) { return other.name == directive.name; });
}

// The names of all types that fields and inputs have. A scalar that nothing uses is not part of a schema (3.5.1).
std::set<std::string, std::less<>> used_types(const SchemaSpec& spec) {
  std::set<std::string, std::less<>> names;
  const auto add = [&](std::string_view type) {
    const auto begin = type.find_first_not_of('[');
    names.emplace(type.substr(begin, type.find_first_of("]!", begin) - begin));
  };
  for (const auto& type : spec.types) {
    for (const auto& input : type.inputs) add(input.type);
    for (const auto& field : type.fields) {
      add(field.type);
      for (const auto& argument : field.arguments) add(argument.type);
    }
  }
  for (const auto& directive : spec.directives) {
    for (const auto& argument : directive.arguments) add(argument.type);
  }
  return names;
}

}  // namespace

std::shared_ptr<Schema> SchemaBuilder::build() {
  schema_ = std::shared_ptr<Schema>(new Schema());  // NOLINT(modernize-make-shared): the constructor is not for others
  schema_->description_ = spec_.description;
  const auto standard = read_sdl(introspection_types);
  add_types(spec_.types, false);
  const auto used = used_types(spec_);
  for (const auto& scalar : standard_scalars) {
    const bool always = scalar.kind == ScalarKind::string || scalar.kind == ScalarKind::boolean;
    if (always || used.contains(scalar.name)) add_standard_scalar(scalar.name, scalar.kind, scalar.description);
  }
  add_types(standard->types, true);
  for (const auto& type : spec_.types) resolve_input(type);
  std::set<std::string_view> seen;
  for (const auto& type : spec_.types) resolve_input_defaults(type.name, seen);
  for (const auto& type : standard->types) resolve(type);
  for (const auto& type : spec_.types) resolve(type);
  for (const auto* directives : {&standard->directives, &spec_.directives}) {
    for (const auto& directive : *directives) {
      if (is_extra_standard_directive(directive, schema_->directives_)) continue;
      const auto owner = fmt::format("Directive \"@{}\"", directive.name);
      auto arguments = inputs(directive.arguments, owner);
      read_defaults(arguments, directive.arguments, owner);
      schema_->directives_.push_back({.name = directive.name,
                                      .description = directive.description,
                                      .locations = directive.locations,
                                      .arguments = std::move(arguments),
                                      .repeatable = directive.repeatable});
    }
  }
  schema_->roots_ = {named(spec_.query, "The schema"),
                     spec_.mutation.empty() ? nullptr : named(spec_.mutation, "The schema"),
                     spec_.subscription.empty() ? nullptr : named(spec_.subscription, "The schema")};
  resolve_possible_types();
  add_meta_fields();
  return schema_;
}

void SchemaBuilder::add_types(const std::vector<TypeSpec>& specs, bool introspection) {
  for (const auto& spec : specs) {
    NamedType type;
    type.kind = spec.kind;
    type.introspection = introspection;
    type.one_of = spec.one_of;
    type.name = spec.name;
    type.description = spec.description;
    type.specified_by = spec.specified_by;
    type.parse = spec.parse;
    for (const auto& value : spec.values) type.values.push_back({value.name, value.description, value.deprecated});
    add_type(std::move(type));
  }
}

void SchemaBuilder::add_standard_scalar(std::string_view name, ScalarKind kind, std::string_view description) {
  NamedType type;
  type.scalar = kind;
  type.name = name;
  type.description = description;
  add_type(std::move(type));
}

void SchemaBuilder::add_type(NamedType type) {
  if (schema_->find(type.name) != nullptr) {
    faults_.push_back(fmt::format("There can be only one type named \"{}\".", type.name));
    return;
  }
  type.number = static_cast<std::uint32_t>(schema_->types_.size());
  auto& stored = schema_->types_.emplace_back(std::move(type));
  stored.self = {.kind = stored.kind, .definition = &stored};
  for (std::uint32_t i = 0; i < stored.values.size(); ++i) stored.names.add(stored.values[i].name, i);
  schema_->names_.add(stored.name, stored.number);
  schema_->all_types_.push_back(&stored);
}

NamedType& SchemaBuilder::own(std::string_view name) {
  return schema_->types_[schema_->names_.find(name)];
}

const NamedType* SchemaBuilder::named(std::string_view name, const std::string& owner) {
  const auto* const found = schema_->find(name);
  if (found == nullptr) faults_.push_back(fmt::format("{} needs a type \"{}\" that does not exist.", owner, name));
  return found;
}

const Type* SchemaBuilder::type(std::string_view text, const std::string& owner) {
  if (const auto known = wrapped_.find(text); known != wrapped_.end()) return known->second;
  const Type* found = nullptr;
  if (text.ends_with('!')) {
    const auto* const of = type(text.substr(0, text.size() - 1), owner);
    if (of != nullptr) found = schema_->arena_.make<Type>(TypeKind::non_null, of, of->definition);
  } else if (text.starts_with('[') && text.ends_with(']')) {
    const auto* const of = type(text.substr(1, text.size() - 2), owner);
    if (of != nullptr) found = schema_->arena_.make<Type>(TypeKind::list, of, of->definition);
  } else if (const auto* const definition = named(text, owner)) {
    found = &definition->self;
  }
  if (found != nullptr) wrapped_.emplace(text, found);
  return found;
}

void SchemaBuilder::resolve_input(const TypeSpec& spec) {
  auto& type = own(spec.name);
  if (!type.inputs.empty()) return;  // defined twice: told already
  type.inputs = inputs(spec.inputs, fmt::format("Input type \"{}\"", spec.name));
  for (std::uint32_t i = 0; i < type.inputs.size(); ++i) type.names.add(type.inputs[i].name, i);
}

// A default may hold objects whose own fields have defaults: those come first.
void SchemaBuilder::resolve_input_defaults(std::string_view name, std::set<std::string_view>& seen) {
  const auto spec = std::ranges::find(spec_.types, name, &TypeSpec::name);
  if (spec == spec_.types.end() || spec->inputs.empty() || !seen.insert(spec->name).second) return;
  auto& type = own(spec->name);
  for (const auto& input : type.inputs) resolve_input_defaults(input.type->definition->name, seen);
  read_defaults(type.inputs, spec->inputs, fmt::format("Input type \"{}\"", spec->name));
}

void SchemaBuilder::resolve(const TypeSpec& spec) {
  auto& type = own(spec.name);
  if (!type.fields.empty()) return;  // defined twice: told already
  for (const auto& name : spec.interfaces) {
    if (const auto* const interface = named(name, fmt::format("Type \"{}\"", spec.name))) {
      type.interfaces.push_back(interface);
    }
  }
  for (const auto& name : spec.members) {
    if (const auto* const member = named(name, fmt::format("Union \"{}\"", spec.name))) type.possible.push_back(member);
  }
  type.fields.reserve(spec.fields.size());
  for (const auto& field_spec : spec.fields) {
    auto made = field(field_spec, type);
    if (made.type == nullptr) continue;
    type.names.add(type.fields.emplace_back(std::move(made)).name, static_cast<std::uint32_t>(type.fields.size() - 1));
  }
}

Field SchemaBuilder::field(const FieldSpec& spec, const NamedType& parent) {
  const auto owner = fmt::format("Field \"{}.{}\"", parent.name, spec.name);
  Field field;
  field.name = spec.name;
  field.description = spec.description;
  field.parent = &parent;
  field.type = type(spec.type, owner);
  field.arguments = inputs(spec.arguments, owner);
  read_defaults(field.arguments, spec.arguments, owner);
  field.deprecated = spec.deprecated;
  field.resolve = spec.resolve;
  field.cost = spec.cost;
  field.same_for_all = spec.same_for_all;
  if (parent.introspection) field.meta = meta_of(parent);
  field.key = fmt::format("\"{}\":", spec.name);
  return field;
}

std::vector<InputField> SchemaBuilder::inputs(const std::vector<InputSpec>& specs, const std::string& owner) {
  std::vector<InputField> out;
  for (const auto& spec : specs) {
    const auto* const known = type(spec.type, owner);
    if (known == nullptr) continue;
    out.push_back({.name = spec.name,
                   .description = spec.description,
                   .type = known,
                   .default_value = {},
                   .deprecated = spec.deprecated});
  }
  return out;
}

void SchemaBuilder::read_defaults(std::vector<InputField>& fields, const std::vector<InputSpec>& specs,
                                  const std::string& owner) {
  for (std::size_t i = 0; i < specs.size() && fields.size() == specs.size(); ++i) {
    if (!specs[i].default_value || !fields[i].type->definition->is_input()) continue;
    const auto literal = parse_constant(*specs[i].default_value, schema_->arena_);
    if (literal) fields[i].default_value = coerce_literal(**literal, *fields[i].type, nullptr, schema_->arena_);
    if (fields[i].default_value.is_absent()) {
      faults_.push_back(fmt::format("{}: the default {} of \"{}\" is no value of type \"{}\".", owner,
                                    *specs[i].default_value, specs[i].name, specs[i].type));
    }
  }
}

void SchemaBuilder::resolve_possible_types() {
  for (auto& type : schema_->types_) {
    if (type.kind != TypeKind::object) continue;
    type.possible = {&type};
    type.possible_set.add(type.number);
    for (const auto* interface : type.interfaces) {
      auto& stored = own(interface->name);
      if (stored.kind != TypeKind::interface || stored.possible_set.contains(type.number)) continue;
      stored.possible.push_back(&type);
      stored.possible_set.add(type.number);
    }
  }
  for (auto& type : schema_->types_) {
    if (type.kind != TypeKind::union_type) continue;
    for (const auto* member : type.possible) type.possible_set.add(member->number);
  }
}

void SchemaBuilder::add_meta_fields() {
  const FieldSpec type_name{
      .name = "__typename", .type = "String!", .description = "The name of the current Object type at runtime."};
  const FieldSpec schema{
      .name = "__schema", .type = "__Schema!", .description = "Access the current type schema of this server."};
  const FieldSpec type{.name = "__type",
                       .type = "__Type",
                       .description = "Request the type information of a single type.",
                       .arguments = {{.name = "name", .type = "String!"}}};
  const auto make = [&](const FieldSpec& spec, MetaField meta) {
    auto made = field(spec, own("__Schema"));
    made.meta = meta;
    made.parent = nullptr;
    return made;
  };
  schema_->type_name_field_ = make(type_name, MetaField::type_name);
  schema_->schema_field_ = make(schema, MetaField::schema);
  schema_->type_field_ = make(type, MetaField::type);
}

}  // namespace plaza::graphql
