#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/description/type.hpp"
#include "gateway/graphql/execution/call.hpp"
#include "gateway/graphql/schema/spec.hpp"

namespace plaza::gateway {

// GraphQL types of described ones: what JSON and OpenAPI are made from gives these as well. A type is added once, with
// all that its fields hold.
class GraphqlTypes {
 public:
  // Adds the scalars that descriptions need: DateTime, and Date for texts of the format "date".
  explicit GraphqlTypes(graphql::SchemaSpec& spec);

  // The name of the type, as fields have it: "Pharmacy", "[OrderLine!]".
  template <class T>
  std::string name_of();

  // An object that may be asked for by its id alone: its `id` is the same all over the fleet (global_id).
  template <DescribedObject T>
  graphql::TypeSpec& add_node() {
    auto& type = add<T>();
    type.interfaces.emplace_back("Node");
    type.field("id").resolve = graphql::SyncResolver([](const graphql::Call& call, graphql::Slot& slot) {
      write_global_id(slot, Description<T>::name, id_of(call.object<T>()));
    });
    return type;
  }

  // The type of this name. The reference holds until the next type is added.
  template <DescribedObject T>
  graphql::TypeSpec& add() {
    name_of<T>();
    return spec_.type(Description<T>::name);
  }

  // An input type of what REST takes as a body; what it holds is added before it. graphql_input.hpp reads its values.
  template <DescribedObject T>
  void add_input(std::string name);

  // base64url of "Type:id", and back: what does not begin with the type is an id as REST has it.
  static std::string global_id(std::string_view type, std::string_view id);
  static void write_global_id(graphql::Slot& slot, std::string_view type, std::string_view id);
  static std::string raw_id(std::string_view type, std::string_view given);
  // The type that a global id names; empty when it is none.
  static std::string type_of_id(std::string_view given);

 private:
  template <DescribedObject T>
  void add_object();
  template <DescribedEnum E>
  void add_enumeration();
  template <class T>
  std::string type_of(const FieldInfo& info) {
    return info.format == "date" ? std::string("Date") : name_of<T>();
  }
  template <class T>
  std::string input_name_of();
  [[nodiscard]] bool knows(std::string_view name) const;

  template <DescribedObject T>
  static std::string_view id_of(const T& object) {
    return std::get<0>(Description<T>::fields).get(object);
  }

  graphql::SchemaSpec& spec_;
  std::map<std::string_view, std::string> input_names_;  // by the names of descriptions
};

// A word of an enumeration as GraphQL writes it: ADULT for "adult".
std::string graphql_word(std::string_view text);

// A moment in RFC 3339.
void write_time(graphql::Slot& slot, Timestamp time);

// Puts a value of a described field into a slot. Objects stay where they are: they live as long as what holds them.
template <class T>
void write_slot(graphql::Slot& slot, const T& value) {
  if constexpr (DescribedEnum<T>) {
    for (const auto& known : Description<T>::values) {
      if (known.value == value) return slot.string(graphql_word(known.text));
    }
    // A word that a newer service knows and this gateway does not.
    slot.null();
  } else if constexpr (DescribedObject<T>) {
    slot.object(&value);
  } else if constexpr (std::same_as<T, bool>) {
    slot.boolean(value);
  } else if constexpr (std::integral<T>) {
    slot.integer(static_cast<std::int64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    slot.number(value);
  } else if constexpr (std::same_as<T, Timestamp>) {
    write_time(slot, value);
  } else if constexpr (Text<T>) {
    slot.string(value);
  } else {
    static_assert(List<T>, "a Description of this type is missing");
    slot.list(value, [](graphql::Slot& item, const auto& one) { write_slot(item, one); });
  }
}

template <class T>
std::string GraphqlTypes::name_of() {
  if constexpr (DescribedEnum<T>) {
    add_enumeration<T>();
    return std::string(Description<T>::name);
  } else if constexpr (DescribedObject<T>) {
    add_object<T>();
    return std::string(Description<T>::name);
  } else if constexpr (std::same_as<T, bool>) {
    return "Boolean";
  } else if constexpr (std::integral<T>) {
    return "Int";
  } else if constexpr (std::floating_point<T>) {
    return "Float";
  } else if constexpr (std::same_as<T, Timestamp>) {
    return "DateTime";
  } else if constexpr (Text<T>) {
    return "String";
  } else {
    static_assert(List<T>, "a Description of this type is missing");
    return "[" + name_of<typename ListOf<T>::Item>() + "!]";
  }
}

template <DescribedObject T>
void GraphqlTypes::add_object() {
  if (knows(Description<T>::name)) return;
  // Before its fields are looked at: a type may hold itself.
  spec_.types.push_back({.kind = graphql::TypeKind::object,
                         .name = std::string(Description<T>::name),
                         .description = std::string(Description<T>::doc)});
  std::vector<graphql::FieldSpec> fields;
  for_each_field<T>([&](const auto& field) {
    using Given = std::remove_cvref_t<decltype(field.get(std::declval<const T&>()))>;
    constexpr bool absentable = Absentable<Given>::possible;
    const auto inner =
        field.name() == "id" ? std::string("ID") : type_of<typename Absentable<Given>::Value>(field.info);
    fields.push_back({.name = std::string(field.name()),
                      .type = absentable ? inner : inner + "!",
                      .description = std::string(field.info.doc),
                      .resolve = graphql::SyncResolver([field](const graphql::Call& call, graphql::Slot& slot) {
                        auto&& value = field.get(call.object<T>());
                        if constexpr (absentable) {
                          value ? write_slot(slot, *value) : slot.null();
                        } else {
                          static_assert(
                              std::is_reference_v<decltype(field.get(call.object<T>()))> || !DescribedObject<Given>,
                              "an object has to stay where it is");
                          write_slot(slot, value);
                        }
                      })});
  });
  spec_.type(Description<T>::name).fields = std::move(fields);
}

template <class T>
std::string GraphqlTypes::input_name_of() {
  static_assert(!DescribedEnum<T>, "its words in JSON are not those of GraphQL");
  if constexpr (DescribedObject<T>) {
    return input_names_.at(Description<T>::name);
  } else if constexpr (List<T>) {
    return "[" + input_name_of<typename ListOf<T>::Item>() + "!]";
  } else {
    return name_of<T>();
  }
}

template <DescribedObject T>
void GraphqlTypes::add_input(std::string name) {
  graphql::TypeSpec type{
      .kind = graphql::TypeKind::input_object, .name = name, .description = std::string(Description<T>::doc)};
  for_each_field<T>([&](const auto& field) {
    using Given = std::remove_cvref_t<decltype(field.get(std::declval<const T&>()))>;
    using Value = typename Absentable<Given>::Value;
    const auto inner = field.info.format == "date" ? std::string("Date") : input_name_of<Value>();
    type.inputs.push_back({.name = std::string(field.name()),
                           .type = Absentable<Given>::possible ? inner : inner + "!",
                           .description = std::string(field.info.doc)});
  });
  spec_.types.push_back(std::move(type));
  input_names_.emplace(Description<T>::name, std::move(name));
}

template <DescribedEnum E>
void GraphqlTypes::add_enumeration() {
  if (knows(Description<E>::name)) return;
  graphql::TypeSpec type{.kind = graphql::TypeKind::enumeration,
                         .name = std::string(Description<E>::name),
                         .description = std::string(Description<E>::doc)};
  for (const auto& known : Description<E>::values) {
    type.values.push_back({.name = graphql_word(known.text), .description = std::string(known.doc)});
  }
  spec_.types.push_back(std::move(type));
}

}  // namespace plaza::gateway
