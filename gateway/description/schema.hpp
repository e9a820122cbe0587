#pragma once

#include <map>
#include <string>
#include <string_view>

#include "gateway/description/json_writer.hpp"
#include "gateway/description/type.hpp"

namespace plaza::gateway {

// JSON Schemas (2020-12, as OpenAPI 3.1 uses them) of described types. A type with a name becomes a component once, and
// is referred to from then on.
class Schemas {
 public:
  // Name → schema, as JSON.
  [[nodiscard]] const std::map<std::string, std::string>& components() const { return components_; }

  // A component that no type stands for.
  void add(std::string name, std::string schema) { components_.emplace(std::move(name), std::move(schema)); }

  // The schema of a T, as JSON: `{"$ref": …}` for a described one, which is added to the components.
  template <class T>
  std::string of(const FieldInfo& info = {.doc = {}}) {
    JsonWriter out;
    write<T>(out, info, false);
    return out.take();
  }

 private:
  template <class T>
  void write(JsonWriter& out, const FieldInfo& info, bool nullable);
  template <DescribedObject T>
  void write_component(JsonWriter& out);
  template <DescribedObject T>
  std::string reference();

  static void write_reference(JsonWriter& out, const std::string& reference, const FieldInfo& info, bool nullable);
  static void write_type(JsonWriter& out, std::string_view type, bool nullable);
  static void write_annotations(JsonWriter& out, const FieldInfo& info);
  static void write_text_limits(JsonWriter& out, const FieldInfo& info);
  static void write_number_limits(JsonWriter& out, const FieldInfo& info);

  std::map<std::string, std::string> components_;
};

template <DescribedObject T>
std::string Schemas::reference() {
  const std::string name(Description<T>::name);
  if (!components_.contains(name)) {
    components_.emplace(name, "");  // before its fields are looked at: a type may hold itself
    JsonWriter out;
    write_component<T>(out);
    components_[name] = out.take();
  }
  return "#/components/schemas/" + name;
}

template <DescribedObject T>
void Schemas::write_component(JsonWriter& out) {
  out.begin_object();
  out.member("type", "object");
  out.member("description", Description<T>::doc);
  out.key("properties");
  out.begin_object();
  for_each_field<T>([&](const auto& field) {
    using Given = std::remove_cvref_t<decltype(field.get(std::declval<const T&>()))>;
    out.key(field.name());
    write<typename Absentable<Given>::Value>(out, field.info,
                                             Absentable<Given>::possible && field.info.absent != Absent::omitted);
  });
  out.end_object();
  out.key("required");
  out.begin_array();
  for_each_field<T>([&](const auto& field) {
    if (field.info.absent == Absent::null) out.string(field.name());
  });
  out.end_array();
  out.member_raw("additionalProperties", "false");
  out.end_object();
}

template <class T>
void Schemas::write(JsonWriter& out, const FieldInfo& info, bool nullable) {
  if constexpr (DescribedObject<T>) {
    return write_reference(out, reference<T>(), info, nullable);
  } else {
    out.begin_object();
    if constexpr (DescribedEnum<T>) {
      write_type(out, "string", nullable);
      out.key("enum");
      out.begin_array();
      for (const auto& known : Description<T>::values) out.string(known.text);
      if (nullable) out.null();
      out.end_array();
    } else if constexpr (std::same_as<T, bool>) {
      write_type(out, "boolean", nullable);
    } else if constexpr (Integer<T>) {
      write_type(out, "integer", nullable);
      out.member("format", sizeof(T) < 8 ? "int32" : "int64");
      write_number_limits(out, info);
    } else if constexpr (std::floating_point<T>) {
      write_type(out, "number", nullable);
      out.member("format", "double");
      write_number_limits(out, info);
    } else if constexpr (std::same_as<T, Timestamp>) {
      write_type(out, "string", nullable);
      out.member("format", "date-time");
    } else if constexpr (Text<T>) {
      write_type(out, "string", nullable);
      write_text_limits(out, info);
    } else {
      static_assert(List<T>, "a Description of this type is missing");
      write_type(out, "array", nullable);
      out.key("items");
      write<typename ListOf<T>::Item>(out, FieldInfo{.doc = {}}, false);
      if (info.items_max) out.key("maxItems"), out.integer(static_cast<std::uint64_t>(*info.items_max));
    }
    write_annotations(out, info);
    out.end_object();
  }
}

}  // namespace plaza::gateway
