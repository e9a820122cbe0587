#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/arena.hpp"
#include "gateway/graphql/schema/input_value.hpp"
#include "gateway/graphql/schema/name_table.hpp"
#include "gateway/graphql/schema/resolver.hpp"

namespace plaza::graphql {

enum class TypeKind : std::uint8_t { scalar, object, interface, union_type, enumeration, input_object, list, non_null };

struct NamedType;

// A type as fields, arguments and variables have it: a named one, or a list or non-null one of another.
struct Type {
  TypeKind kind = TypeKind::scalar;
  const Type* of = nullptr;               // of a list or a non-null type
  const NamedType* definition = nullptr;  // the named type inside

  [[nodiscard]] bool is_non_null() const { return kind == TypeKind::non_null; }
  [[nodiscard]] bool is_list() const { return kind == TypeKind::list; }
  [[nodiscard]] const Type& nullable() const { return is_non_null() ? *of : *this; }
};

// "[Int!]!"
std::string print(const Type& type);
bool same_type(const Type& a, const Type& b);

// An argument, or a field of an input object.
struct InputField {
  std::string name;
  std::string description;
  const Type* type = nullptr;
  InputValue default_value;  // absent: none
  std::optional<std::string> deprecated;

  [[nodiscard]] bool required() const { return type->is_non_null() && default_value.is_absent(); }
};

// The fields through which a schema tells about itself.
enum class MetaField : std::uint8_t {
  none,
  type_name,
  schema,
  type,
  schema_member,
  type_member,
  field_member,
  input_member,
  value_member,
  directive_member,
};

struct Field {
  std::string name;
  std::string description;
  const NamedType* parent = nullptr;  // null for __typename, __schema and __type
  const Type* type = nullptr;
  std::vector<InputField> arguments;
  std::optional<std::string> deprecated;
  Resolver resolve;
  FieldCost cost;
  bool same_for_all = false;
  MetaField meta = MetaField::none;
  std::string key;  // `"name":` as it stands in an answer

  [[nodiscard]] const InputField* argument(std::string_view wanted) const;
};

struct EnumValue {
  std::string name;
  std::string description;
  std::optional<std::string> deprecated;
};

enum class ScalarKind : std::uint8_t { integer, floating, string, boolean, id, custom };

// Checks and changes a value that came in for a custom scalar; the error is a sentence.
using ScalarParser = std::function<std::expected<InputValue, std::string>(const InputValue&, Arena&)>;

// A set of object types, as bits.
class TypeSet {
 public:
  void add(std::uint32_t number) {
    if (number / 64 >= words_.size()) words_.resize(number / 64 + 1);
    words_[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  [[nodiscard]] bool contains(std::uint32_t number) const {
    return number / 64 < words_.size() && (words_[number / 64] >> (number % 64) & 1) != 0;
  }
  [[nodiscard]] bool overlaps(const TypeSet& other) const {
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
      if ((words_[i] & other.words_[i]) != 0) return true;
    }
    return false;
  }

 private:
  std::vector<std::uint64_t> words_;
};

struct NamedType {
  TypeKind kind = TypeKind::scalar;
  ScalarKind scalar = ScalarKind::custom;
  bool one_of = false;
  bool introspection = false;
  std::uint32_t number = 0;  // among all types of the schema
  std::string name;
  std::string description;
  Type self;                                 // this type as a field has it
  std::vector<Field> fields;                 // of an object or an interface
  std::vector<const NamedType*> interfaces;  // that it implements
  std::vector<const NamedType*> possible;    // the object types that it may be
  TypeSet possible_set;                      // the same; of an object itself
  std::vector<EnumValue> values;
  std::vector<InputField> inputs;  // fields of an input object
  std::optional<std::string> specified_by;
  ScalarParser parse;
  NameTable names;  // of fields, values or inputs

  [[nodiscard]] bool is_leaf() const { return kind == TypeKind::scalar || kind == TypeKind::enumeration; }
  [[nodiscard]] bool is_abstract() const { return kind == TypeKind::interface || kind == TypeKind::union_type; }
  [[nodiscard]] bool is_composite() const { return kind == TypeKind::object || is_abstract(); }
  [[nodiscard]] bool is_input() const { return is_leaf() || kind == TypeKind::input_object; }
  [[nodiscard]] bool is_output() const { return kind != TypeKind::input_object; }
  [[nodiscard]] bool has_fields() const { return kind == TypeKind::object || kind == TypeKind::interface; }

  [[nodiscard]] const Field* field(std::string_view wanted) const;
  [[nodiscard]] const EnumValue* value(std::string_view wanted) const;
  [[nodiscard]] const InputField* input(std::string_view wanted) const;
};

}  // namespace plaza::graphql
