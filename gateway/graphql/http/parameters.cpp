#include "gateway/graphql/http/parameters.hpp"

#include <array>

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

std::expected<void, std::string> take_text(const InputValue& value, std::string_view name,
                                           std::optional<std::string_view>& out) {
  if (!value.has_value()) return {};
  if (!value.is(InputKind::string)) return std::unexpected(fmt::format("The parameter \"{}\" is a string.", name));
  out = value.text();
  return {};
}

std::expected<void, std::string> take_extensions(const InputValue& extensions, Parameters& out) {
  out.shows_cost = extensions["cost"].is(InputKind::boolean) && extensions["cost"].as_boolean();
  const auto& persisted = extensions["persistedQuery"];
  if (!persisted.has_value()) return {};
  const auto& version = persisted["version"];
  if (!version.is(InputKind::integer) || version.as_integer() != 1) {
    return std::unexpected("Only version 1 of persisted queries is known.");
  }
  return take_text(persisted["sha256Hash"], "sha256Hash", out.hash);
}

}  // namespace

std::expected<Parameters, std::string> read_parameters(const InputValue& body) {
  if (!body.is(InputKind::object)) return std::unexpected("A GraphQL request is a JSON object.");
  Parameters out;
  if (auto taken = take_text(body["query"], "query", out.query); !taken) return std::unexpected(taken.error());
  if (auto taken = take_text(body["operationName"], "operationName", out.operation_name); !taken) {
    return std::unexpected(taken.error());
  }
  for (const auto* name : {"variables", "extensions"}) {
    const auto& value = body[name];
    if (value.has_value() && !value.is(InputKind::object)) {
      return std::unexpected(fmt::format("The parameter \"{}\" is an object.", name));
    }
  }
  out.variables = body["variables"];
  if (auto taken = take_extensions(body["extensions"], out); !taken) return std::unexpected(taken.error());
  if (!out.query && !out.hash) return std::unexpected("The parameter \"query\" is missing.");
  return out;
}

std::expected<Parameters, std::string> read_query_string(const http::Request& request, JsonReader& json, Arena& arena) {
  const auto given = request.query_parameters();
  if (!given) return std::unexpected(given.error().message);
  std::array<InputMember, 4> members{{{"query", {}}, {"operationName", {}}, {"variables", {}}, {"extensions", {}}}};
  for (const auto& [name, value] : *given) {
    for (auto& member : members) {
      if (member.name != name) continue;
      if (name == "query" || name == "operationName") {
        member.value = InputValue::string(arena.copy(value));
      } else if (!value.empty()) {
        const auto read = json.read(value, arena);
        if (!read) return std::unexpected(fmt::format("The parameter \"{}\" is {}", name, read.error()));
        member.value = *read;
      }
    }
  }
  return read_parameters(InputValue::object(members));
}

}  // namespace plaza::graphql
