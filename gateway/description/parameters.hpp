#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gateway/description/parameter_types.hpp"
#include "platform/core/error.hpp"
#include "platform/http/message.hpp"

namespace plaza::gateway {

// What documents say of a parameter.
struct ParameterInfo {
  std::string doc;
  std::string example{};
  bool required = false;
};

enum class ParameterPlace : std::uint8_t { path, query, header };

struct ParameterDoc {
  std::string name;
  ParameterPlace place = ParameterPlace::query;
  std::string schema;
  ParameterInfo info;
};

// The parts that do not depend on what is filled.
namespace parameters_detail {

// Gives each parameter sent to `apply(index, text)`, index into `known`, which says what is wrong with the text, if
// anything. That, and unknown, repeated and missing parameters, become faults.
Result<void> read(const http::Request& request, const std::vector<ParameterDoc>& known,
                  const std::function<std::optional<std::string>(std::size_t, std::string_view)>& apply);

}  // namespace parameters_detail

// The parameters of a route: described once, then read from each request into a T. `set` is a member, a member function
// of one argument (Thrift's __set_x), or any callable that takes the T and the value.
template <class T>
class Parameters {
 public:
  // In the order in which they stand in the path's template.
  template <class Value, class Set>
  Parameters& path(std::string_view name, ParameterType<Value> type, Set set, ParameterInfo info) {
    info.required = true;
    return add(name, ParameterPlace::path, std::move(type), std::move(set), info);
  }
  template <class Value, class Set>
  Parameters& query(std::string_view name, ParameterType<Value> type, Set set, const ParameterInfo& info) {
    return add(name, ParameterPlace::query, std::move(type), std::move(set), info);
  }

  // A header field; one that is sent several times is read as one, joined by commas.
  template <class Value, class Set>
  Parameters& header(std::string_view name, ParameterType<Value> type, Set set, const ParameterInfo& info) {
    return add(name, ParameterPlace::header, std::move(type), std::move(set), info);
  }

  [[nodiscard]] const std::vector<ParameterDoc>& documentation() const { return known_; }

  // invalid_argument with a fault for every parameter that is unknown, repeated, missing or not as described. A query
  // name may come in snake_case.
  [[nodiscard]] Result<T> read(const http::Request& request) const {
    T value{};
    auto done = parameters_detail::read(
        request, known_, [&](std::size_t index, std::string_view text) { return apply_[index](value, text); });
    if (!done) return std::unexpected(std::move(done.error()));
    return value;
  }

 private:
  template <class Value, class Set>
  Parameters& add(std::string_view name, ParameterPlace place, ParameterType<Value> type, Set set,
                  const ParameterInfo& info) {
    known_.push_back({.name = std::string(name), .place = place, .schema = std::move(type.schema), .info = info});
    apply_.push_back([parse = std::move(type.parse), set = std::move(set)](
                         T& into, std::string_view text) -> std::optional<std::string> {
      auto value = parse(text);
      if (!value) return std::move(value.error());
      if constexpr (std::is_member_object_pointer_v<Set>) {
        into.*set = std::move(*value);
      } else {
        std::invoke(set, into, std::move(*value));
      }
      return std::nullopt;
    });
    return *this;
  }

  std::vector<ParameterDoc> known_;
  std::vector<std::function<std::optional<std::string>(T&, std::string_view)>> apply_;
};

// A route without parameters.
struct NoParameters {};

}  // namespace plaza::gateway
