#include "gateway/graphql/schema/schema_checks.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

class Checks {
 public:
  explicit Checks(const Schema& schema) : schema_(schema) {}

  std::vector<std::string> run() {
    for (const auto kind : {OperationKind::query, OperationKind::mutation, OperationKind::subscription}) {
      const auto* const root = schema_.root(kind);
      if (root != nullptr && root->kind != TypeKind::object) {
        complain("Root type \"{}\" must be an object type.", root->name);
      }
    }
    for (const auto& directive : schema_.directives()) check(directive);
    for (const auto* type : schema_.types()) {
      if (!type->introspection) check(*type);
    }
    return std::move(faults_);
  }

 private:
  template <class... Arguments>
  void complain(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    faults_.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
  }

  void check_name(std::string_view name) {
    if (!is_name(name)) complain("\"{}\" is no name.", name);
    if (name.starts_with("__")) complain("Name \"{}\" must not begin with \"__\": introspection's do.", name);
  }

  void check(const DirectiveDefinition& directive) {
    check_name(directive.name);
    if (directive.locations.empty()) complain("Directive \"@{}\" must include 1 or more locations.", directive.name);
    check_inputs(directive.arguments, fmt::format("Directive \"@{}\"", directive.name));
  }

  void check(const NamedType& type) {
    check_name(type.name);
    switch (type.kind) {
      case TypeKind::object:
      case TypeKind::interface:
        check_fields(type);
        check_interfaces(type);
        break;
      case TypeKind::union_type:
        check_members(type);
        break;
      case TypeKind::enumeration:
        check_values(type);
        break;
      case TypeKind::input_object:
        check_input_object(type);
        break;
      default:
        break;
    }
  }

  void check_fields(const NamedType& type) {
    if (type.fields.empty()) complain("Type \"{}\" must define one or more fields.", type.name);
    std::set<std::string_view> seen;
    for (const auto& field : type.fields) {
      check_name(field.name);
      if (!seen.insert(field.name).second) complain("Field \"{}.{}\" is defined twice.", type.name, field.name);
      const auto owner = fmt::format("Field \"{}.{}\"", type.name, field.name);
      if (!field.type->definition->is_output()) complain("{} must be of an output type.", owner);
      check_inputs(field.arguments, owner);
      const auto argument = field.cost.size_argument;
      if (!argument.empty() && field.argument(argument) == nullptr) {
        complain("{} is priced by an argument \"{}\" that it does not have.", owner, argument);
      }
    }
  }

  void check_inputs(const std::vector<InputField>& inputs, const std::string& owner) {
    std::set<std::string_view> seen;
    for (const auto& input : inputs) {
      check_name(input.name);
      if (!seen.insert(input.name).second) complain("{}: \"{}\" is defined twice.", owner, input.name);
      if (!input.type->definition->is_input()) complain("{}: \"{}\" must be of an input type.", owner, input.name);
      if (input.required() && input.deprecated) {
        complain("{}: \"{}\" is required and cannot be deprecated.", owner, input.name);
      }
    }
  }

  void check_interfaces(const NamedType& type) {
    std::set<const NamedType*> seen;
    for (const auto* interface : type.interfaces) {
      if (interface->kind != TypeKind::interface) {
        complain("Type \"{}\" cannot implement \"{}\", which is no interface.", type.name, interface->name);
      } else if (interface == &type) {
        complain("Type \"{}\" cannot implement itself.", type.name);
      } else if (!seen.insert(interface).second) {
        complain("Type \"{}\" implements \"{}\" twice.", type.name, interface->name);
      } else {
        check_implements(type, *interface);
      }
    }
  }

  void check_implements(const NamedType& type, const NamedType& interface) {
    for (const auto* above : interface.interfaces) {
      if (!std::ranges::count(type.interfaces, above)) {
        complain("Type \"{}\" must implement \"{}\" because \"{}\" does.", type.name, above->name, interface.name);
      }
    }
    for (const auto& wanted : interface.fields) {
      const auto* const field = type.field(wanted.name);
      if (field == nullptr) {
        complain("Interface field \"{}.{}\" expected but \"{}\" does not provide it.", interface.name, wanted.name,
                 type.name);
        continue;
      }
      if (!is_subtype(*field->type, *wanted.type)) {
        complain("Interface field \"{}.{}\" expects type \"{}\" but \"{}.{}\" is type \"{}\".", interface.name,
                 wanted.name, print(*wanted.type), type.name, field->name, print(*field->type));
      }
      check_arguments(*field, wanted);
    }
  }

  void check_arguments(const Field& field, const Field& wanted) {
    for (const auto& argument : wanted.arguments) {
      const auto* const own = field.argument(argument.name);
      if (own == nullptr || !same_type(*own->type, *argument.type)) {
        complain("Field \"{}.{}\" must take the argument \"{}: {}\" of its interface.", field.parent->name, field.name,
                 argument.name, print(*argument.type));
      }
    }
    for (const auto& own : field.arguments) {
      if (own.required() && wanted.argument(own.name) == nullptr) {
        complain("Field \"{}.{}\" requires an argument \"{}\" that its interface does not know.", field.parent->name,
                 field.name, own.name);
      }
    }
  }

  void check_members(const NamedType& type) {
    if (type.possible.empty()) complain("Union \"{}\" must define one or more member types.", type.name);
    std::set<const NamedType*> seen;
    for (const auto* member : type.possible) {
      if (member->kind != TypeKind::object) complain("Union \"{}\" can only include object types.", type.name);
      if (!seen.insert(member).second) complain("Union \"{}\" includes \"{}\" twice.", type.name, member->name);
    }
  }

  void check_values(const NamedType& type) {
    if (type.values.empty()) complain("Enum \"{}\" must define one or more values.", type.name);
    std::set<std::string_view> seen;
    for (const auto& value : type.values) {
      check_name(value.name);
      if (!seen.insert(value.name).second) complain("Enum \"{}\" has the value \"{}\" twice.", type.name, value.name);
      if (value.name == "true" || value.name == "false" || value.name == "null") {
        complain("Enum \"{}\" cannot include the value \"{}\".", type.name, value.name);
      }
    }
  }

  void check_input_object(const NamedType& type) {
    const auto owner = fmt::format("Input type \"{}\"", type.name);
    if (type.inputs.empty()) complain("{} must define one or more fields.", owner);
    check_inputs(type.inputs, owner);
    for (const auto& input : type.inputs) {
      if (type.one_of && (input.type->is_non_null() || !input.default_value.is_absent())) {
        complain("OneOf input field \"{}.{}\" must be nullable and have no default.", type.name, input.name);
      }
    }
    std::set<const NamedType*> seen;
    if (needs_itself(type, type, seen)) complain("{} cannot hold itself through non-null fields.", owner);
  }

  // Whether a value of `type` always holds one of `wanted`.
  bool needs_itself(const NamedType& type, const NamedType& wanted, std::set<const NamedType*>& seen) {
    for (const auto& input : type.inputs) {
      if (!input.type->is_non_null() || input.type->nullable().kind != TypeKind::input_object) continue;
      const auto* const inner = input.type->definition;
      if (inner == &wanted) return true;
      if (seen.insert(inner).second && needs_itself(*inner, wanted, seen)) return true;
    }
    return false;
  }

  const Schema& schema_;
  std::vector<std::string> faults_;
};

}  // namespace

bool is_subtype(const Type& a, const Type& b) {
  if (&a == &b) return true;
  if (b.is_non_null()) return a.is_non_null() && is_subtype(*a.of, *b.of);
  if (a.is_non_null()) return is_subtype(*a.of, b);
  if (b.is_list() || a.is_list()) return a.is_list() && b.is_list() && is_subtype(*a.of, *b.of);
  const auto& sub = *a.definition;
  const auto& super = *b.definition;
  if (&sub == &super) return true;
  if (sub.kind == TypeKind::object) return super.is_abstract() && super.possible_set.contains(sub.number);
  return sub.kind == TypeKind::interface && std::ranges::count(sub.interfaces, &super) > 0;
}

std::vector<std::string> check_schema(const Schema& schema) {
  return Checks(schema).run();
}

}  // namespace plaza::graphql
