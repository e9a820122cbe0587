#include "gateway/graphql/validation/same_values.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace plaza::graphql {
namespace {

bool same_value(const Value& a, const Value& b);

bool same_list(const Value* a, const Value* b) {
  for (; a != nullptr && b != nullptr; a = a->next, b = b->next) {
    if (!same_value(*a, *b)) return false;
  }
  return a == b;
}

std::vector<const Value*> fields_by_name(const Value& object) {
  std::vector<const Value*> fields;
  for (const auto& field : each(object.first)) fields.push_back(&field);
  std::ranges::sort(fields, {}, [](const Value* field) { return std::pair(field->field.text, field->at); });
  return fields;
}

bool same_object(const Value& a, const Value& b) {
  return std::ranges::equal(fields_by_name(a), fields_by_name(b), [](const Value* one, const Value* other) {
    return one->field.text == other->field.text && same_value(*one, *other);
  });
}

bool same_value(const Value& a, const Value& b) {
  if (a.kind != b.kind || a.text != b.text || a.block != b.block) return false;
  if (a.kind == ValueKind::list) return same_list(a.first, b.first);
  return a.kind != ValueKind::object || same_object(a, b);
}

std::vector<const Argument*> by_name(const Argument* first) {
  std::vector<const Argument*> arguments;
  for (const auto& argument : each(first)) arguments.push_back(&argument);
  std::ranges::sort(arguments, {},
                    [](const Argument* argument) { return std::pair(argument->name.text, argument->name.at); });
  return arguments;
}

}  // namespace

bool same_arguments(const Argument* a, const Argument* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->next == nullptr && b->next == nullptr) return a->name.text == b->name.text && same_value(*a->value, *b->value);
  return std::ranges::equal(by_name(a), by_name(b), [](const Argument* one, const Argument* other) {
    return one->name.text == other->name.text && same_value(*one->value, *other->value);
  });
}

bool shapes_conflict(const Type& a, const Type& b) {
  const auto* left = &a;
  const auto* right = &b;
  while (left != right) {
    if (left->kind != right->kind && (left->of != nullptr || right->of != nullptr)) return true;
    if (left->of == nullptr) {
      const bool leaf = left->definition->is_leaf() || right->definition->is_leaf();
      return leaf && left->definition != right->definition;
    }
    left = left->of;
    right = right->of;
  }
  return false;
}

}  // namespace plaza::graphql
