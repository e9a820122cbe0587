#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "gateway/description/names.hpp"
#include "gateway/description/type.hpp"
#include "platform/core/error.hpp"

namespace plaza::gateway {

// What is wrong with a body, as it is found: each fault under its pointer, a bounded number of them.
class BodyFaults {
 public:
  static constexpr std::size_t faults_max = 20;

  void add(std::string_view pointer, std::string detail) {
    if (faults_.size() < faults_max) faults_.push_back({.pointer = std::string(pointer), .detail = std::move(detail)});
  }
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] Error take() &&;

 private:
  std::vector<FieldError> faults_;
};

using JsonElement = simdjson::dom::element;

// Reads one value. Each kind checks the bounds of its FieldInfo; false when something was wrong.
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, bool& out, BodyFaults& faults);
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, double& out,
               BodyFaults& faults);
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::string& out,
               BodyFaults& faults);
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, Timestamp& out,
               BodyFaults& faults);
// An integer between `min` and `max`, which are those of its type.
bool read_integer(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::int64_t min,
                  std::int64_t max, std::int64_t& out, BodyFaults& faults);

template <Integer I>
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, I& out, BodyFaults& faults) {
  static_assert(sizeof(I) < 8 || std::signed_integral<I>, "JSON numbers end at 2^63 - 1 here");
  std::int64_t value = 0;
  if (!read_integer(json, pointer, info, std::numeric_limits<I>::min(), std::numeric_limits<I>::max(), value, faults)) {
    return false;
  }
  out = static_cast<I>(value);
  return true;
}

template <DescribedEnum E>
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo&, E& out, BodyFaults& faults) {
  std::string_view text;
  std::string words;
  const bool is_text = json.get_string().get(text) == simdjson::SUCCESS;
  for (const auto& known : Description<E>::values) {
    if (is_text && known.text == text) {
      out = known.value;
      return true;
    }
    words += words.empty() ? "" : ", ";
    words += known.text;
  }
  faults.add(pointer, "must be one of " + words);
  return false;
}

template <class T>
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::optional<T>& out,
               BodyFaults& faults) {
  if (json.is_null()) return true;
  return read_json(json, pointer, info, out.emplace(), faults);
}

template <class T>
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::vector<T>& out,
               BodyFaults& faults) {
  simdjson::dom::array items;
  if (json.get_array().get(items) != simdjson::SUCCESS) {
    faults.add(pointer, "must be an array");
    return false;
  }
  if (info.items_max && items.size() > *info.items_max) {
    faults.add(pointer, "must have at most " + std::to_string(*info.items_max) + " items");
    return false;
  }
  bool good = true;
  for (const auto item : items) {
    good =
        read_json(item, child_pointer(pointer, std::to_string(out.size())), info, out.emplace_back(), faults) && good;
  }
  return good;
}

template <DescribedObject T>
bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo&, T& out, BodyFaults& faults) {
  simdjson::dom::object object;
  if (json.get_object().get(object) != simdjson::SUCCESS) {
    faults.add(pointer, "must be an object");
    return false;
  }
  constexpr auto count = std::tuple_size_v<std::remove_const_t<decltype(Description<T>::fields)>>;
  std::array<bool, count> seen{};
  bool good = true;
  for (const auto [name, value] : object) {
    const auto at = child_pointer(pointer, name);
    bool known = false;
    std::size_t index = 0;
    for_each_field<T>([&](const auto& field) {
      const auto mine = index++;
      if (known || !names_field(name, field.name())) return;
      known = true;
      if (std::exchange(seen[mine], true)) {
        faults.add(at, "is given twice");
        good = false;
      } else {
        good = read_json(value, at, field.info, out.*(field.accessor), faults) && good;
      }
    });
    if (known) continue;
    std::vector<std::string> names;
    for_each_field<T>([&](const auto& field) { names.emplace_back(field.name()); });
    faults.add(at, unknown_name(name, "a field of " + std::string(Description<T>::name), names));
    good = false;
  }
  std::size_t index = 0;
  for_each_field<T>([&](const auto& field) {
    using Member = std::remove_cvref_t<decltype(out.*(field.accessor))>;
    if (seen[index++] || Absentable<Member>::possible) return;
    faults.add(child_pointer(pointer, field.name()), "is missing");
    good = false;
  });
  return good;
}

// Reads bodies; keeps its buffers from one to the next. Lives on one worker.
class JsonReader {
 public:
  // How deep a body may nest.
  static constexpr std::size_t depth_max = 32;

  // invalid_argument when the text is no JSON (with what the parser says), or when its value is not a T: then with
  // every fault under its pointer. Names in camelCase and in snake_case are the same field; unknown ones are refused.
  template <DescribedObject T>
  Result<T> read(std::string_view body) {
    auto json = parse(body);
    if (!json) return std::unexpected(std::move(json.error()));
    T value{};
    BodyFaults faults;
    if (!read_json(*json, "", {}, value, faults)) return std::unexpected(std::move(faults).take());
    return value;
  }

 private:
  Result<JsonElement> parse(std::string_view body);

  simdjson::dom::parser parser_;
};

}  // namespace plaza::gateway
