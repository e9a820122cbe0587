#include "gateway/graphql/execution/introspection.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "gateway/graphql/execution/call.hpp"

// Objects of __Type are Types: named ones, lists and non-null ones alike.
namespace plaza::graphql {
namespace {

struct Named {
  std::string_view name;
  IntrospectionResolver resolve;
};

constexpr std::array<std::string_view, 8> kinds{"SCALAR", "OBJECT",       "INTERFACE", "UNION",
                                                "ENUM",   "INPUT_OBJECT", "LIST",      "NON_NULL"};

void write_text(Slot& slot, std::string_view text) {
  if (text.empty()) {
    slot.null();
  } else {
    slot.string(text);
  }
}

void write_optional(Slot& slot, const std::optional<std::string>& text) {
  if (text) {
    slot.string(*text);
  } else {
    slot.null();
  }
}

void write_type(Slot& slot, const NamedType* type) {
  if (type == nullptr) {
    slot.null();
  } else {
    slot.object(&type->self);
  }
}

void write_types(Slot& slot, const std::vector<const NamedType*>& types) {
  slot.list(types, [](Slot& item, const NamedType* type) { item.object(&type->self); });
}

bool is_named(const Type& type) {
  return type.of == nullptr;
}

// Those that are not deprecated, or all if the client asks for them.
template <class Member>
void write_members(const Call& call, Slot& slot, const std::vector<Member>& members) {
  const bool all = call.argument("includeDeprecated").as_boolean();
  std::vector<const Member*> shown;
  for (const auto& member : members) {
    if (all || !member.deprecated) shown.push_back(&member);
  }
  slot.list(shown, [](Slot& item, const Member* member) { item.object(member); });
}

constexpr std::array schema_members{
    Named{"description", [](const Call& call, Slot& slot) { write_text(slot, call.schema().description()); }},
    Named{"types", [](const Call& call, Slot& slot) { write_types(slot, call.schema().types()); }},
    Named{"queryType",
          [](const Call& call, Slot& slot) { write_type(slot, call.schema().root(OperationKind::query)); }},
    Named{"mutationType",
          [](const Call& call, Slot& slot) { write_type(slot, call.schema().root(OperationKind::mutation)); }},
    Named{"subscriptionType",
          [](const Call& call, Slot& slot) { write_type(slot, call.schema().root(OperationKind::subscription)); }},
    Named{"directives",
          [](const Call& call, Slot& slot) {
            slot.list(call.schema().directives(),
                      [](Slot& item, const DirectiveDefinition& directive) { item.object(&directive); });
          }},
};

constexpr std::array type_members{
    Named{"kind",
          [](const Call& call, Slot& slot) { slot.string(kinds[static_cast<std::size_t>(call.object<Type>().kind)]); }},
    Named{"name",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            write_text(slot, is_named(type) ? std::string_view(type.definition->name) : std::string_view());
          }},
    Named{"description",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            write_text(slot, is_named(type) ? std::string_view(type.definition->description) : std::string_view());
          }},
    Named{"specifiedByURL",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            write_optional(slot, is_named(type) ? type.definition->specified_by : std::nullopt);
          }},
    Named{"fields",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (!is_named(type) || !type.definition->has_fields()) return slot.null();
            write_members(call, slot, type.definition->fields);
          }},
    Named{"interfaces",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (!is_named(type) || !type.definition->has_fields()) return slot.null();
            write_types(slot, type.definition->interfaces);
          }},
    Named{"possibleTypes",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (!is_named(type) || !type.definition->is_abstract()) return slot.null();
            write_types(slot, type.definition->possible);
          }},
    Named{"enumValues",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (type.kind != TypeKind::enumeration) return slot.null();
            write_members(call, slot, type.definition->values);
          }},
    Named{"inputFields",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (type.kind != TypeKind::input_object) return slot.null();
            write_members(call, slot, type.definition->inputs);
          }},
    Named{"ofType",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (is_named(type)) return slot.null();
            slot.object(type.of);
          }},
    Named{"isOneOf",
          [](const Call& call, Slot& slot) {
            const auto& type = call.object<Type>();
            if (type.kind != TypeKind::input_object) return slot.null();
            slot.boolean(type.definition->one_of);
          }},
};

template <class Member>
void member_name(const Call& call, Slot& slot) {
  slot.string(call.object<Member>().name);
}
template <class Member>
void member_description(const Call& call, Slot& slot) {
  write_text(slot, call.object<Member>().description);
}
template <class Member>
void member_is_deprecated(const Call& call, Slot& slot) {
  slot.boolean(call.object<Member>().deprecated.has_value());
}
template <class Member>
void member_deprecation(const Call& call, Slot& slot) {
  write_optional(slot, call.object<Member>().deprecated);
}
template <class Member>
void member_type(const Call& call, Slot& slot) {
  slot.object(call.object<Member>().type);
}
template <class Member>
void member_arguments(const Call& call, Slot& slot) {
  write_members(call, slot, call.object<Member>().arguments);
}

constexpr std::array field_members{
    Named{"name", member_name<Field>},
    Named{"description", member_description<Field>},
    Named{"args", member_arguments<Field>},
    Named{"type", member_type<Field>},
    Named{"isDeprecated", member_is_deprecated<Field>},
    Named{"deprecationReason", member_deprecation<Field>},
};

constexpr std::array input_members{
    Named{"name", member_name<InputField>},
    Named{"description", member_description<InputField>},
    Named{"type", member_type<InputField>},
    Named{"defaultValue",
          [](const Call& call, Slot& slot) {
            const auto& input = call.object<InputField>();
            if (input.default_value.is_absent()) return slot.null();
            slot.string(print_default(input));
          }},
    Named{"isDeprecated", member_is_deprecated<InputField>},
    Named{"deprecationReason", member_deprecation<InputField>},
};

constexpr std::array value_members{
    Named{"name", member_name<EnumValue>},
    Named{"description", member_description<EnumValue>},
    Named{"isDeprecated", member_is_deprecated<EnumValue>},
    Named{"deprecationReason", member_deprecation<EnumValue>},
};

constexpr std::array directive_members{
    Named{"name", member_name<DirectiveDefinition>},
    Named{"description", member_description<DirectiveDefinition>},
    Named{"isRepeatable",
          [](const Call& call, Slot& slot) { slot.boolean(call.object<DirectiveDefinition>().repeatable); }},
    Named{"locations",
          [](const Call& call, Slot& slot) {
            slot.list(call.object<DirectiveDefinition>().locations,
                      [](Slot& item, const std::string& location) { item.string(location); });
          }},
    Named{"args", member_arguments<DirectiveDefinition>},
};

IntrospectionResolver find(std::span<const Named> members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &Named::name);
  return found == members.end() ? nullptr : found->resolve;
}

}  // namespace

IntrospectionResolver introspection_resolver(const Field& field) {
  switch (field.meta) {
    case MetaField::none:
    case MetaField::type_name:  // the executor knows it
      return nullptr;
    case MetaField::schema:
      return [](const Call& call, Slot& slot) { slot.object(&call.schema()); };
    case MetaField::type:
      return [](const Call& call, Slot& slot) { write_type(slot, call.schema().find(call.argument("name").text())); };
    case MetaField::schema_member:
      return find(schema_members, field.name);
    case MetaField::type_member:
      return find(type_members, field.name);
    case MetaField::field_member:
      return find(field_members, field.name);
    case MetaField::input_member:
      return find(input_members, field.name);
    case MetaField::value_member:
      return find(value_members, field.name);
    case MetaField::directive_member:
      return find(directive_members, field.name);
  }
  return nullptr;
}

}  // namespace plaza::graphql
