#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// The one description of a type. From it come its JSON (to_json.hpp, from_json.hpp) and its OpenAPI schema
// (schema.hpp).
//
//   template <>
//   struct Description<pharmacy::wire::MaskStock> {
//     using T = pharmacy::wire::MaskStock;
//     static constexpr std::string_view name = "MaskStock";
//     static constexpr std::string_view doc = "The masks that a pharmacy has left.";
//     static constexpr auto fields = std::tuple(
//         field("adult", &T::adult, {.doc = "Adult masks left.", .example = "240", .minimum = 0}),
//         field("updatedAt", [](const T& m) { return Timestamp{m.updatedAtMs}; }, {.doc = "The source's own time."}));
//   };
//
// A field's accessor is a member or a lambda. It gives a bool, an integer, a double, a string, a Timestamp, a described
// type or a vector of these; or one of them as an optional or a pointer, which may be absent. What is read from JSON
// needs members.
namespace plaza::gateway {

template <class T>
struct Description;

// Milliseconds since 1970 UTC; RFC 3339 in JSON.
struct Timestamp {
  std::int64_t ms = 0;
  bool operator==(const Timestamp&) const = default;
};

// What becomes of a field without a value: "x": null, or no field at all ("x?" in the contracts). In what comes in it
// may be either.
enum class Absent : std::uint8_t { null, omitted, either };

// What a field is, for documents and for checks of what comes in. Bounds are inclusive; lengths count characters.
struct FieldInfo {
  std::string_view doc;
  std::string_view example{};  // as JSON: "240", "\"PWTC\""
  std::string_view format{};   // as JSON Schema names it; that of a Timestamp is known
  std::string_view pattern{};
  std::optional<double> minimum{};
  std::optional<double> maximum{};
  std::optional<std::size_t> length_min{};
  std::optional<std::size_t> length_max{};
  std::optional<std::size_t> items_max{};
  bool printable = false;  // a text without control characters; `pattern` follows from it
  Absent absent = Absent::null;
};

// A named field. The name is kept as it stands in JSON, with what goes around it, so that writing it is one copy.
template <std::size_t N, class Accessor>
struct Field {
  std::array<char, N + 3> key{};  // ,"name":
  Accessor accessor;
  FieldInfo info;

  [[nodiscard]] constexpr std::string_view name() const { return {key.data() + 2, N - 1}; }
  template <class T>
  constexpr decltype(auto) get(const T& object) const {
    return std::invoke(accessor, object);
  }
};

template <std::size_t N, class Accessor>
constexpr Field<N, Accessor> field(const char (&name)[N], Accessor accessor, FieldInfo info) {
  Field<N, Accessor> made{.key = {}, .accessor = accessor, .info = info};
  made.key[0] = ',';
  made.key[1] = '"';
  for (std::size_t i = 0; i + 1 < N; ++i) made.key[i + 2] = name[i];
  made.key[N + 1] = '"';
  made.key[N + 2] = ':';
  return made;
}

// The value of a Thrift field that may be absent: `if_set(p.__isset.phone, p.phone)`.
template <class X>
constexpr const X* if_set(bool set, const X& value) {
  return set ? &value : nullptr;
}
template <class X>
  requires(!std::is_lvalue_reference_v<X>)
constexpr std::optional<X> if_set(bool set, X&& value) {
  return set ? std::optional<X>(std::forward<X>(value)) : std::nullopt;
}

// A word of an enumeration, as it stands in JSON and parameters.
template <class E>
struct EnumValue {
  E value;
  std::string_view text;
  std::string_view doc{};
};

template <class T>
concept DescribedObject = requires { Description<std::remove_cvref_t<T>>::fields; };

template <class T>
concept DescribedEnum = requires { Description<std::remove_cvref_t<T>>::values; };

// What kind of thing a type is, without the ways in which it can be absent.
template <class T>
struct Absentable {
  using Value = T;
  static constexpr bool possible = false;
};
template <class T>
struct Absentable<std::optional<T>> {
  using Value = T;
  static constexpr bool possible = true;
};
template <class T>
struct Absentable<const T*> {
  using Value = T;
  static constexpr bool possible = true;
};

template <class T>
struct ListOf {
  static constexpr bool is_list = false;
};
template <class T>
struct ListOf<std::vector<T>> {
  using Item = T;
  static constexpr bool is_list = true;
};

template <class T>
concept Text = std::convertible_to<const T&, std::string_view>;
template <class T>
concept List = ListOf<T>::is_list;
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

// Calls `visit(field)` for each field of T, in the order of the description.
template <DescribedObject T, class Visit>
constexpr void for_each_field(Visit&& visit) {
  std::apply([&](const auto&... fields) { (visit(fields), ...); }, Description<T>::fields);
}

}  // namespace plaza::gateway
