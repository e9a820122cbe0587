// The rules about values.
#include <map>

#include <fmt/format.h>

#include "gateway/graphql/language/printer.hpp"
#include "gateway/graphql/schema/suggestions.hpp"
#include "gateway/graphql/validation/duplicates.hpp"
#include "gateway/graphql/validation/walk.hpp"

namespace plaza::graphql {
namespace {

std::string unexpected(const Type& type, const Value& value) {
  return fmt::format("Expected value of type \"{}\", found {}.", print(type), print(value));
}

}  // namespace

// `check`: whether the type is to be kept. Inside a value that is reported, or that a custom scalar takes whole, only
// variables and doubled fields matter.
void Walk::value(const Value& value, const Place& place, bool check) {
  switch (value.kind) {
    case ValueKind::variable:
      context_.uses.push_back({.name = value.text,
                               .at = value.at,
                               .type = place.type,
                               .has_default = place.has_default,
                               .one_of = place.one_of});
      return;
    case ValueKind::list:
      return list(value, place, check);
    case ValueKind::object:
      return object(value, place, check);
    case ValueKind::null:
      if (check && place.type != nullptr && place.type->is_non_null()) {
        context_.complain({value.at}, unexpected(*place.type, value));
      }
      return;
    default:
      if (check && place.type != nullptr) leaf(value, *place.type);
  }
}

void Walk::list(const Value& list, const Place& place, bool check) {
  const auto* const type = place.type == nullptr ? nullptr : &place.type->nullable();
  const bool is_list = type != nullptr && type->is_list();
  if (check && type != nullptr && !is_list) leaf(list, *type);
  const auto* const item = is_list ? type->of : type;
  for (const auto& node : each(list.first)) value(node, {.type = item}, check && is_list);
}

void Walk::object(const Value& object, const Place& place, bool check) {
  for_duplicates(
      object.first, [](const Value& field) -> const Name& { return field.field; },
      [&](std::string_view name, std::vector<Offset> at) {
        for (std::size_t i = 1; i < at.size(); ++i) {
          context_.complain({at[0], at[i]}, fmt::format("There can be only one input field named \"{}\".", name));
        }
      });
  const auto* const type = place.type == nullptr ? nullptr : place.type->definition;
  const bool is_object = type != nullptr && type->kind == TypeKind::input_object;
  if (check && is_object) object_fields(object, *type);
  if (check && type != nullptr && !is_object) leaf(object, *place.type);
  for (const auto& field : each(object.first)) {
    const auto* const definition = is_object ? type->input(field.field.text) : nullptr;
    Place inner;
    if (definition != nullptr) {
      inner = {.type = definition->type,
               .has_default = !definition->default_value.is_absent(),
               .one_of = type->one_of ? type : nullptr};
    }
    value(field, inner, check && is_object);
  }
}

void Walk::object_fields(const Value& object, const NamedType& type) {
  const auto given = [&](std::string_view name) {
    for (const auto& field : each(object.first)) {
      if (field.field.text == name) return true;
    }
    return false;
  };
  for (const auto& input : type.inputs) {
    if (!input.required() || given(input.name)) continue;
    context_.complain({object.at}, fmt::format("Field \"{}.{}\" of required type \"{}\" was not provided.", type.name,
                                               input.name, print(*input.type)));
  }
  for (const auto& field : each(object.first)) {
    if (context_.full()) return;
    if (type.input(field.field.text) != nullptr) continue;
    std::vector<std::string_view> names;
    if (context_.shows_names()) {
      for (const auto& input : type.inputs) names.emplace_back(input.name);
    }
    context_.complain({field.field.at}, fmt::format("Field \"{}\" is not defined by type \"{}\".{}", field.field.text,
                                                    type.name, did_you_mean(near_names(field.field.text, names))));
  }
  if (type.one_of) one_of(object, type);
}

void Walk::one_of(const Value& object, const NamedType& type) {
  std::map<std::string_view, const Value*> fields;
  for (const auto& field : each(object.first)) fields[field.field.text] = &field;
  if (fields.size() != 1) {
    return context_.complain({object.at},
                             fmt::format("OneOf Input Object \"{}\" must specify exactly one key.", type.name));
  }
  const auto& [name, value] = *fields.begin();
  if (value->kind == ValueKind::null) {
    context_.complain({object.at}, fmt::format("Field \"{}.{}\" must be non-null.", type.name, name));
  }
}

void Walk::leaf(const Value& value, const Type& type) {
  const auto& definition = *type.definition;
  if (!definition.is_leaf()) return context_.complain({value.at}, unexpected(type, value));
  const auto parsed = parse_leaf(definition, value, nullptr, context_.arena(), context_.suggestions());
  if (!parsed) context_.complain({value.at}, parsed.error());
}

}  // namespace plaza::graphql
