#include "gateway/description/parameters.hpp"

#include <fmt/format.h>

#include "gateway/description/names.hpp"

namespace plaza::gateway::parameters_detail {
namespace {

std::string unknown_parameter(std::string_view name, const std::vector<ParameterDoc>& known) {
  std::vector<std::string> names;
  for (const auto& parameter : known) {
    if (parameter.place == ParameterPlace::query) names.push_back(parameter.name);
  }
  return unknown_name(name, "a parameter of this route", names);
}

Error refusal(std::vector<FieldError> faults) {
  return {.code = Code::invalid_argument,
          .message = faults.size() == 1
                         ? fmt::format("the parameter {} {}", faults.front().pointer, faults.front().detail)
                         : fmt::format("{} parameters are not as they must be", faults.size()),
          .fields = std::move(faults)};
}

}  // namespace

Result<void> read(const http::Request& request, const std::vector<ParameterDoc>& known,
                  const std::function<std::optional<std::string>(std::size_t, std::string_view)>& apply) {
  std::vector<FieldError> faults;
  std::vector<bool> seen(known.size());
  const auto take = [&](std::size_t index, std::string_view name, std::string_view text) {
    if (seen[index]) return faults.push_back({.pointer = std::string(name), .detail = "is given twice"});
    seen[index] = true;
    if (auto refused = apply(index, text)) faults.push_back({.pointer = std::string(name), .detail = *refused});
  };
  for (std::size_t i = 0, in_path = 0; i < known.size(); ++i) {
    if (known[i].place == ParameterPlace::path) take(i, known[i].name, request.path_parameters.at(in_path++));
    if (known[i].place != ParameterPlace::header || request.message().count(known[i].name) == 0) continue;
    take(i, known[i].name, request.combined(known[i].name));
  }
  if (!request.query().empty()) {
    auto sent = request.query_parameters();
    if (!sent) return std::unexpected(std::move(sent.error()));
    for (const auto& [name, text] : *sent) {
      const auto found = std::ranges::find_if(known, [&](const ParameterDoc& parameter) {
        return parameter.place == ParameterPlace::query && names_field(name, parameter.name);
      });
      if (found == known.end()) {
        faults.push_back({.pointer = name, .detail = unknown_parameter(name, known)});
      } else {
        take(static_cast<std::size_t>(found - known.begin()), name, text);
      }
    }
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].info.required && !seen[i]) faults.push_back({.pointer = known[i].name, .detail = "is missing"});
  }
  if (faults.empty()) return {};
  return std::unexpected(refusal(std::move(faults)));
}

}  // namespace plaza::gateway::parameters_detail
