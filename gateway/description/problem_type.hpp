#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/description/type.hpp"

// The error answer (RFC 9457) as documents show it; platform/http writes it.
namespace plaza::gateway {

struct FieldFaultView {
  std::string pointer;
  std::string detail;
};

struct ProblemView {
  std::string type;
  std::string title;
  std::int32_t status = 0;
  std::optional<std::string> detail{};
  std::optional<std::string> instance{};
  std::optional<std::vector<FieldFaultView>> errors{};
};

template <>
struct Description<FieldFaultView> {
  using T = FieldFaultView;
  static constexpr std::string_view name = "FieldFault";
  static constexpr std::string_view doc = "One part of the request that fails, and why.";
  static constexpr auto fields = std::tuple(
      field("pointer", &T::pointer,
            {.doc = "The name of a parameter, or a JSON pointer into the body.", .example = R"("inStock")"}),
      field("detail", &T::detail, {.doc = "What is wrong with it.", .example = R"("must be one of adult, child")"}));
};

template <>
struct Description<ProblemView> {
  using T = ProblemView;
  static constexpr std::string_view name = "Problem";
  static constexpr std::string_view doc = "An error answer (RFC 9457).";
  static constexpr auto fields = std::tuple(
      field("type", &T::type,
            {.doc = "The kind of problem; an address that explains it.",
             .example = R"("/problems/invalid-request")",
             .format = "uri-reference"}),
      field("title", &T::title, {.doc = "The kind of problem in words.", .example = R"("The request is not valid")"}),
      field("status", &T::status,
            {.doc = "The status of the answer.", .example = "400", .minimum = 400, .maximum = 599}),
      field("detail", &T::detail, {.doc = "What happened in this case.", .absent = Absent::omitted}),
      field("instance", &T::instance,
            {.doc = "The address that was asked for.", .format = "uri-reference", .absent = Absent::omitted}),
      field("errors", &T::errors, {.doc = "Each part of the request that fails.", .absent = Absent::omitted}));
};

}  // namespace plaza::gateway
