// Orders and their shipments in GraphQL.
#include "gateway/api/graphql_request.hpp"
#include "gateway/api/graphql_schema.hpp"
#include "gateway/api/new_order.hpp"
#include "gateway/api/shipment_types.hpp"
#include "gateway/api/things.hpp"
#include "gateway/description/graphql_input.hpp"
#include "gateway/edge/ownership.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/orders/v1/methods.hpp"
#include "proto/plaza/shipping/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = orders::v1;
using graphql::Call;
using graphql::Loaded;
using graphql::Slot;
using graphql::SyncResolver;

asio::awaitable<Result<Loaded>> by_id(Call call, std::string id) {
  if (!Uuid::parse(id)) co_return nothing();
  auto found = co_await call.context<GraphqlRequest>().orders_by_id().load(std::move(id));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

asio::awaitable<Result<Loaded>> one(Call call) {
  return by_id(call, GraphqlTypes::raw_id("Order", call.argument("id").text()));
}

asio::awaitable<Result<Loaded>> shipment_by_id(Call call, std::string id) {
  if (!Uuid::parse(id)) co_return nothing();
  const auto& request = call.context<GraphqlRequest>();
  shipping::v1::GetShipmentRequest asked;
  asked.set_id(std::move(id));
  auto found =
      co_await rpc::call<shipping::v1::GetShipment>(request.shipping(), request.context(call), std::move(asked));
  if (!found && found.error().code == Code::not_found) co_return nothing();
  if (!found) co_return std::unexpected(for_clients(std::move(found.error())));
  co_return loaded(std::move(*found->mutable_shipment()));
}

asio::awaitable<Result<Loaded>> list(Call call) {
  const auto& request = call.context<GraphqlRequest>();
  if (request.context().identity.subject.empty()) {
    co_return fail(Code::unauthenticated, "a list of one's own orders needs a token");
  }
  const auto first = page_size(call);
  if (!first) co_return std::unexpected(first.error());
  v1::ListOrdersRequest asked;
  asked.set_page_size(*first);
  asked.set_cursor(
      std::string(call.argument("after").has_value() ? call.argument("after").text() : std::string_view()));
  auto page = co_await rpc::call<v1::ListOrders>(request.orders(), request.context(call), std::move(asked));
  if (!page) co_return std::unexpected(for_clients(std::move(page.error())));
  co_return loaded(std::move(*page));
}

asio::awaitable<Result<Loaded>> shipment(Call call) {
  const auto id = call.object<v1::Order>().id();
  auto found = co_await call.context<GraphqlRequest>().shipments_by_order().load(id);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

asio::awaitable<Result<Loaded>> create(Call call, const Clock& clock) {
  const auto& request = call.context<GraphqlRequest>();
  auto key = request.idempotency_key(call);
  if (!key) co_return std::unexpected(std::move(key.error()));
  auto asked = read_input<NewOrder>(call.argument("input"));
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  auto message = to_message(std::move(*asked), std::move(*key), clock);
  auto made = co_await rpc::call<v1::CreateOrder>(request.orders(), request.context(call), std::move(message));
  if (!made) co_return std::unexpected(for_clients(std::move(made.error())));
  co_return loaded(std::move(*made->mutable_order()));
}

asio::awaitable<Result<Loaded>> cancel(Call call) {
  const auto& request = call.context<GraphqlRequest>();
  const auto id = GraphqlTypes::raw_id("Order", call.argument("id").text());
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("order", id));
  auto key = request.idempotency_key(call);
  if (!key) co_return std::unexpected(std::move(key.error()));
  v1::CancelOrderRequest asked;
  asked.set_id(id);
  asked.set_idempotency_key(std::move(*key));
  auto done = co_await rpc::call<v1::CancelOrder>(request.orders(), request.context(call), std::move(asked));
  if (!done) co_return std::unexpected(for_clients(about("order", id, std::move(done.error()))));
  co_return loaded(std::move(*done->mutable_order()));
}

}  // namespace

void add_orders(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes, const Clock& clock) {
  nodes.emplace("Order", by_id);
  nodes.emplace("Shipment", shipment_by_id);
  types.add_node<shipping::v1::Shipment>().field("orderId") = {
      .name = "orderId",
      .type = "ID!",
      .description = "The order that it brings.",
      .resolve = SyncResolver([](const Call& call, Slot& slot) {
        slot.string(GraphqlTypes::global_id("Order", call.object<shipping::v1::Shipment>().order_id()));
      })};
  types.add_node<v1::Order>().fields.push_back(
      {.name = "shipment",
       .type = "Shipment",
       .description = "What becomes of it; null for a moment after it is made.",
       .resolve = graphql::AsyncResolver(shipment),
       .cost = {.calls = 1, .batched = true}});
  add_connection<v1::ListOrdersResponse>(
      spec, "Order", [](const v1::ListOrdersResponse& page) -> const auto& { return page.orders(); },
      [](const v1::ListOrdersResponse& page) { return page.next_cursor().empty() ? nullptr : &page.next_cursor(); });
  types.add_input<NewOrderLine>("OrderLineInput");
  types.add_input<NewOrder>("CreateOrderInput");
  auto& query = spec.type("Query");
  query.fields.push_back({.name = "order",
                          .type = "Order",
                          .arguments = {{.name = "id", .type = "ID!"}},
                          .resolve = graphql::AsyncResolver(one),
                          .cost = {.calls = 1, .batched = true}});
  query.fields.push_back(
      {.name = "orders",
       .type = "OrderConnection!",
       .description = "One's own, newest first.",
       .arguments = {{.name = "first", .type = "Int", .default_value = "20"}, {.name = "after", .type = "String"}},
       .resolve = graphql::AsyncResolver(list),
       .cost = {.calls = 1, .size_argument = "first"}});
  auto& mutation = spec.type("Mutation");
  mutation.fields.push_back({.name = "createOrder",
                             .type = "Order!",
                             .arguments = {{.name = "input", .type = "CreateOrderInput!"}},
                             .resolve = graphql::AsyncResolver([&clock](Call call) { return create(call, clock); }),
                             .cost = {.calls = 1}});
  mutation.fields.push_back({.name = "cancelOrder",
                             .type = "Order!",
                             .arguments = {{.name = "id", .type = "ID!"}},
                             .resolve = graphql::AsyncResolver(cancel),
                             .cost = {.calls = 1}});
}

}  // namespace plaza::gateway
