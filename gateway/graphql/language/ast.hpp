#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/arena.hpp"

// What a document says, as the September 2025 edition of the GraphQL specification has it. All nodes lie in the
// document's arena in the order of the text; nodes of one kind that follow each other are linked by `next`.
namespace plaza::graphql {

// A place in the source, in bytes from its start.
using Offset = std::uint32_t;

// A quick hash of a short name: its ends and its length. Names of one schema that share it are rare.
constexpr std::uint32_t hash_name(std::string_view name) {
  const auto byte = [name](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(name[i])); };
  const auto size = name.size();
  if (size == 0) return 0;
  std::uint32_t hash = static_cast<std::uint32_t>(size) * 0x9E3779B1U;
  hash = (hash ^ byte(0)) * 0x85EBCA6BU;
  hash = (hash ^ byte(size / 3)) * 0xC2B2AE35U;
  hash = (hash ^ byte(size / 2)) * 0x85EBCA6BU;
  hash = (hash ^ byte(size - 1)) * 0xC2B2AE35U;
  return hash ^ (hash >> 15);
}

struct Name {
  std::string_view text;
  Offset at = 0;

  [[nodiscard]] bool empty() const { return text.empty(); }
};

enum class ValueKind : std::uint8_t {
  variable,
  integer,
  floating,
  string,
  boolean,
  null,
  enumeration,
  list,
  object,
};

// A literal or a variable. Where it is the value of an input object's field, `field` names that.
struct Value {
  ValueKind kind = ValueKind::null;
  bool block = false;  // a string in three quotes
  Offset at = 0;
  std::string_view text{};  // the name of a variable or an enumeration's value, a number as written, a string's content
  const Value* first = nullptr;  // of a list's items, of an object's fields
  const Value* next = nullptr;
  Name field{};
};

struct Argument {
  Name name;
  const Value* value = nullptr;
  const Argument* next = nullptr;
};

struct Directive {
  Name name;
  Offset at = 0;
  const Argument* arguments = nullptr;
  const Directive* next = nullptr;
};

enum class TypeReferenceKind : std::uint8_t { named, list, non_null };

struct TypeReference {
  TypeReferenceKind kind = TypeReferenceKind::named;
  Offset at = 0;
  Name name{};                        // of a named one
  const TypeReference* of = nullptr;  // of the others
};

struct VariableDefinition {
  Offset at = 0;
  Name name{};
  const TypeReference* type = nullptr;
  const Value* default_value = nullptr;
  const Directive* directives = nullptr;
  const Value* description = nullptr;
  const VariableDefinition* next = nullptr;
};

struct Selection;

struct SelectionSet {
  Offset at = 0;
  std::uint32_t index = 0;  // counted through the document
  const Selection* first = nullptr;
};

enum class SelectionKind : std::uint8_t { field, spread, inline_fragment };

struct Selection {
  SelectionKind kind = SelectionKind::field;
  Offset at = 0;
  Name alias{};  // of a field
  Name name{};   // of a field, or of the fragment that is spread
  Name type_condition{};
  const Argument* arguments = nullptr;
  const Directive* directives = nullptr;
  const SelectionSet* selections = nullptr;
  const Selection* next = nullptr;

  // Under which name a field's value stands in the answer.
  [[nodiscard]] std::string_view response_name() const { return alias.empty() ? name.text : alias.text; }
};

enum class OperationKind : std::uint8_t { query, mutation, subscription };

struct Operation {
  OperationKind kind = OperationKind::query;
  Offset at = 0;
  Name name{};
  const VariableDefinition* variables = nullptr;
  const Directive* directives = nullptr;
  const SelectionSet* selections = nullptr;
  const Value* description = nullptr;
};

struct Fragment {
  Offset at = 0;
  std::uint32_t index = 0;  // in Document::fragments
  Name name{};
  Name type_condition{};
  const Directive* directives = nullptr;
  const SelectionSet* selections = nullptr;
  const Value* description = nullptr;
};

// The type system's part of the language.

struct InputValueDefinition {
  Name name;
  const TypeReference* type = nullptr;
  const Value* default_value = nullptr;
  const Directive* directives = nullptr;
  const Value* description = nullptr;
  const InputValueDefinition* next = nullptr;
};

struct FieldDefinition {
  Name name;
  const InputValueDefinition* arguments = nullptr;
  const TypeReference* type = nullptr;
  const Directive* directives = nullptr;
  const Value* description = nullptr;
  const FieldDefinition* next = nullptr;
};

struct EnumValueDefinition {
  Name name;
  const Directive* directives = nullptr;
  const Value* description = nullptr;
  const EnumValueDefinition* next = nullptr;
};

struct NamedItem {
  Name name;
  const NamedItem* next = nullptr;
};

struct OperationTypeDefinition {
  OperationKind operation = OperationKind::query;
  Name type;
  const OperationTypeDefinition* next = nullptr;
};

enum class DefinitionKind : std::uint8_t {
  schema,
  scalar,
  object,
  interface,
  union_type,
  enumeration,
  input,
  directive
};

struct TypeSystemDefinition {
  DefinitionKind kind = DefinitionKind::schema;
  bool extension = false;
  bool repeatable = false;
  Offset at = 0;
  Name name{};
  const Value* description = nullptr;
  const Directive* directives = nullptr;
  const NamedItem* interfaces = nullptr;
  const FieldDefinition* fields = nullptr;
  const InputValueDefinition* inputs = nullptr;  // fields of an input object, arguments of a directive
  const EnumValueDefinition* values = nullptr;
  const NamedItem* members = nullptr;  // of a union; locations of a directive
  const OperationTypeDefinition* operations = nullptr;
};

struct Document {
  Arena arena;
  std::string_view source;  // a copy in the arena
  std::vector<Operation> operations;
  std::vector<Fragment> fragments;
  std::vector<TypeSystemDefinition> type_system;
  std::uint32_t selection_sets = 0;
};

// A linked list of nodes as a range.
template <class Node>
class List {
 public:
  class Iterator {
   public:
    explicit Iterator(const Node* node) : node_(node) {}
    const Node& operator*() const { return *node_; }
    Iterator& operator++() {
      node_ = node_->next;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Node* node_;
  };

  explicit List(const Node* first) : first_(first) {}
  [[nodiscard]] Iterator begin() const { return Iterator(first_); }
  [[nodiscard]] Iterator end() const { return Iterator(nullptr); }

 private:
  const Node* first_;
};

template <class Node>
List<Node> each(const Node* first) {
  return List<Node>(first);
}

}  // namespace plaza::graphql
