// The fleet in GraphQL, for operators.
#include "gateway/api/graphql_request.hpp"
#include "gateway/api/graphql_schema.hpp"
#include "platform/core/scopes.hpp"

namespace plaza::gateway {
namespace {

using graphql::Call;
using graphql::Loaded;

Result<void> check_operator(const Identity& caller) {
  if (caller.subject.empty()) return fail(Code::unauthenticated, "this needs a token");
  if (has_scope(caller, scope_operator)) return {};
  return fail(Code::permission_denied, "this needs a token with the scope operator");
}

asio::awaitable<Result<Loaded>> status(Call call, const FleetStatusRoute& route) {
  const auto& request = call.context<GraphqlRequest>();
  if (auto refused = check_operator(request.context().identity); !refused) {
    co_return std::unexpected(std::move(refused.error()));
  }
  auto read = co_await route.read(request.worker(), request.context(call));
  if (!read) co_return std::unexpected(for_clients(std::move(read.error())));
  co_return loaded(std::move(*read));
}

}  // namespace

void add_status(graphql::SchemaSpec& spec, GraphqlTypes& types, const FleetStatusRoute& route) {
  types.name_of<FleetStatus>();
  spec.type("Query").fields.push_back(
      {.name = "status",
       .type = "FleetStatus!",
       .description = "How the fleet is. For tokens with the scope `operator`.",
       .resolve = graphql::AsyncResolver([&route](Call call) { return status(call, route); }),
       .cost = {.calls = 1}});
}

}  // namespace plaza::gateway
