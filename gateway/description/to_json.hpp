#pragma once

#include <string>

#include "gateway/description/json_writer.hpp"
#include "gateway/description/type.hpp"

namespace plaza::gateway {

// Writes any value that a description may hold.
template <class T>
void write_json(JsonWriter& out, const T& value);

template <DescribedEnum E>
void write_json(JsonWriter& out, const E& value) {
  for (const auto& known : Description<E>::values) {
    if (known.value == value) return out.string(known.text);
  }
  // A word that a newer service knows and this gateway does not.
  out.null();
}

template <class F, DescribedObject T>
void write_field(JsonWriter& out, const F& field, const T& object) {
  auto&& value = field.get(object);
  using Given = std::remove_cvref_t<decltype(value)>;
  if constexpr (Absentable<Given>::possible) {
    if (value) {
      out.finished_key(field.key);
      write_json(out, *value);
    } else if (field.info.absent == Absent::null) {
      out.finished_key(field.key);
      out.null();
    }
  } else {
    out.finished_key(field.key);
    write_json(out, value);
  }
}

template <DescribedObject T>
void write_json(JsonWriter& out, const T& object) {
  out.begin_object();
  for_each_field<T>([&](const auto& field) { write_field(out, field, object); });
  out.end_object();
}

template <class T>
void write_json(JsonWriter& out, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    out.boolean(value);
  } else if constexpr (std::signed_integral<T>) {
    out.integer(static_cast<std::int64_t>(value));
  } else if constexpr (std::unsigned_integral<T>) {
    out.integer(static_cast<std::uint64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    out.number(value);
  } else if constexpr (std::same_as<T, Timestamp>) {
    out.time(value.ms);
  } else if constexpr (Text<T>) {
    out.string(value);
  } else if constexpr (List<T>) {
    out.begin_array();
    for (const auto& item : value) write_json(out, item);
    out.end_array();
  } else {
    static_assert(DescribedObject<T>, "a Description of this type is missing");
  }
}

// The JSON of a value. `bytes_expected` spares the buffer from growing: a page of twenty things fits.
template <class T>
std::string to_json(const T& value, std::size_t bytes_expected = std::size_t{8} * 1024) {
  JsonWriter out(bytes_expected);
  write_json(out, value);
  return out.take();
}

}  // namespace plaza::gateway
