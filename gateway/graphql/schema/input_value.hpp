#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gateway/graphql/language/arena.hpp"

namespace plaza::graphql {

enum class InputKind : std::uint8_t { absent, null, boolean, integer, number, string, enumeration, list, object };

struct InputMember;

// A value that came in: of a variable, of an argument, of a default. Small and copied freely; texts, items and members
// lie in an arena that outlives it. `absent` is not null: nothing was given.
class InputValue {
 public:
  InputValue() = default;
  static InputValue null() { return InputValue(InputKind::null); }
  static InputValue boolean(bool value) {
    InputValue out(InputKind::boolean);
    out.integer_ = value ? 1 : 0;
    return out;
  }
  static InputValue integer(std::int64_t value) {
    InputValue out(InputKind::integer);
    out.integer_ = value;
    return out;
  }
  static InputValue number(double value) {
    InputValue out(InputKind::number);
    out.number_ = value;
    return out;
  }
  static InputValue string(std::string_view text) { return of_text(InputKind::string, text); }
  static InputValue enumeration(std::string_view name) { return of_text(InputKind::enumeration, name); }
  static InputValue list(std::span<const InputValue> items) {
    InputValue out(InputKind::list, items.size());
    out.items_ = items.data();
    return out;
  }
  static InputValue object(std::span<const InputMember> members);

  [[nodiscard]] InputKind kind() const { return kind_; }
  [[nodiscard]] bool is(InputKind kind) const { return kind_ == kind; }
  [[nodiscard]] bool is_absent() const { return is(InputKind::absent); }
  [[nodiscard]] bool is_null() const { return is(InputKind::null); }
  // Neither absent nor null.
  [[nodiscard]] bool has_value() const { return !is_absent() && !is_null(); }
  [[nodiscard]] bool as_boolean() const { return integer_ != 0; }
  [[nodiscard]] std::int64_t as_integer() const { return integer_; }
  // Of an integer as well.
  [[nodiscard]] double as_number() const { return is(InputKind::integer) ? static_cast<double>(integer_) : number_; }
  [[nodiscard]] std::string_view text() const { return {text_, size_}; }
  [[nodiscard]] std::span<const InputValue> items() const { return {items_, size_}; }
  [[nodiscard]] std::span<const InputMember> members() const;
  // An object's member; absent when there is none.
  [[nodiscard]] const InputValue& operator[](std::string_view name) const;

 private:
  explicit InputValue(InputKind kind, std::size_t size = 0) : kind_(kind), size_(static_cast<std::uint32_t>(size)) {}
  static InputValue of_text(InputKind kind, std::string_view text) {
    InputValue out(kind, text.size());
    out.text_ = text.data();
    return out;
  }

  InputKind kind_ = InputKind::absent;
  std::uint32_t size_ = 0;
  union {
    std::int64_t integer_ = 0;
    double number_;
    const char* text_;
    const InputValue* items_;
    const InputMember* members_;
  };
};

struct InputMember {
  std::string_view name;
  InputValue value;
};

inline InputValue InputValue::object(std::span<const InputMember> members) {
  InputValue out(InputKind::object, members.size());
  out.members_ = members.data();
  return out;
}

inline std::span<const InputMember> InputValue::members() const {
  return {members_, size_};
}

// A value as messages show it: `{ a: 1, b: ["x"] }`; what is deep or long is cut short.
std::string inspect(const InputValue& value);

// A number as ECMAScript writes it: messages and defaults look the same everywhere.
std::string print_number(double value);

}  // namespace plaza::graphql
