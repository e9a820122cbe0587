#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/graphql/http/json_input.hpp"
#include "gateway/graphql/schema/input_value.hpp"
#include "platform/http/message.hpp"

namespace plaza::graphql {

// The parameters of a GraphQL request. There is a query, a hash, or both.
struct Parameters {
  std::optional<std::string_view> query{};
  std::optional<std::string_view> operation_name{};
  InputValue variables{};
  std::optional<std::string_view> hash{};  // extensions.persistedQuery.sha256Hash
  bool shows_cost = false;                 // extensions.cost is true
};

// From the body of a POST. The error is a sentence for the client.
std::expected<Parameters, std::string> read_parameters(const InputValue& body);

// From the query string of a GET, where variables and extensions are JSON.
std::expected<Parameters, std::string> read_query_string(const http::Request& request, JsonReader& json, Arena& arena);

}  // namespace plaza::graphql
