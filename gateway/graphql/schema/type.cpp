#include "gateway/graphql/schema/type.hpp"

namespace plaza::graphql {
namespace {

template <class Items>
auto found(const Items& items, const NameTable& names, std::string_view wanted) -> decltype(items.data()) {
  const auto number = names.find(wanted);
  return number == NameTable::none ? nullptr : &items[number];
}

}  // namespace

std::string print(const Type& type) {
  if (type.is_non_null()) return print(*type.of) + "!";
  if (type.is_list()) return "[" + print(*type.of) + "]";
  return type.definition->name;
}

bool same_type(const Type& a, const Type& b) {
  const Type* left = &a;
  const Type* right = &b;
  while (left != right) {
    if (left->kind != right->kind || left->definition != right->definition) return false;
    if (left->of == nullptr) return true;
    left = left->of;
    right = right->of;
  }
  return true;
}

const InputField* Field::argument(std::string_view wanted) const {
  for (const auto& argument : arguments) {
    if (argument.name == wanted) return &argument;
  }
  return nullptr;
}

const Field* NamedType::field(std::string_view wanted) const {
  return has_fields() ? found(fields, names, wanted) : nullptr;
}

const EnumValue* NamedType::value(std::string_view wanted) const {
  return kind == TypeKind::enumeration ? found(values, names, wanted) : nullptr;
}

const InputField* NamedType::input(std::string_view wanted) const {
  return kind == TypeKind::input_object ? found(inputs, names, wanted) : nullptr;
}

}  // namespace plaza::graphql
