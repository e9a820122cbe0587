// Orders and their shipments in GraphQL.
#include <fmt/format.h>

#include "gateway/api/graphql_request.hpp"
#include "gateway/api/graphql_schema.hpp"
#include "gateway/api/order_types.hpp"
#include "gateway/api/shipment_types.hpp"
#include "gateway/edge/ownership.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/orders/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = orders::v1;
using graphql::Call;
using graphql::InputValue;
using graphql::Loaded;
using graphql::Slot;
using graphql::SyncResolver;

Result<void> check_text(const InputValue& text, std::string_view pointer, std::size_t characters_max) {
  const auto value = text.text();
  std::size_t characters = 0;
  bool printable = true;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    characters += (byte & 0xC0) == 0x80 ? 0 : 1;
    printable = printable && byte >= 0x20 && byte != 0x7F;
  }
  if (characters >= 1 && characters <= characters_max && printable) return {};
  Error error{.code = Code::invalid_argument, .message = "the order cannot be made as it is"};
  error.fields.push_back({.pointer = std::string(pointer),
                          .detail = fmt::format("must have 1 to {} printable characters", characters_max)});
  return std::unexpected(std::move(error));
}

Result<void> check_amount(const InputValue& amount, std::string_view pointer, std::int64_t least, double most) {
  if (amount.as_integer() >= least && amount.as_number() <= most) return {};
  Error error{.code = Code::invalid_argument, .message = "the order cannot be made as it is"};
  error.fields.push_back({.pointer = std::string(pointer),
                          .detail = fmt::format("must be {} to {}", least, static_cast<std::int64_t>(most))});
  return std::unexpected(std::move(error));
}

Result<void> add_line(const InputValue& given, const std::string& pointer, v1::CreateOrderRequest& request) {
  auto checked = check_text(given["sku"], pointer + "/sku", sku_characters_max);
  if (checked) checked = check_text(given["name"], pointer + "/name", line_name_characters_max);
  if (checked) checked = check_amount(given["quantity"], pointer + "/quantity", 1, quantity_max);
  if (checked) checked = check_amount(given["unitPrice"], pointer + "/unitPrice", 0, amount_max);
  if (!checked) return checked;
  auto& line = *request.add_lines();
  line.set_sku(std::string(given["sku"].text()));
  line.set_name(std::string(given["name"].text()));
  line.set_quantity(static_cast<std::int32_t>(given["quantity"].as_integer()));
  line.set_unit_price(static_cast<std::int32_t>(given["unitPrice"].as_integer()));
  return {};
}

Result<v1::CreateOrderRequest> new_order(const InputValue& input, const Clock& clock) {
  auto checked = check_text(input["customerName"], "/customerName", customer_name_characters_max);
  if (checked) checked = check_amount(input["totalPrice"], "/totalPrice", 0, amount_max);
  if (!checked) return std::unexpected(std::move(checked.error()));
  v1::CreateOrderRequest request;
  request.set_id(Uuid::version7(clock.now()).to_string());
  request.set_customer_name(std::string(input["customerName"].text()));
  request.set_total_price(input["totalPrice"].as_integer());
  const auto& lines = input["lines"];
  if (!lines.has_value()) return request;
  if (lines.items().size() > lines_max) {
    return fail(Code::invalid_argument, fmt::format("an order has at most {} lines", lines_max));
  }
  for (std::size_t i = 0; i < lines.items().size(); ++i) {
    if (auto added = add_line(lines.items()[i], fmt::format("/lines/{}", i), request); !added) {
      return std::unexpected(std::move(added.error()));
    }
  }
  return request;
}

asio::awaitable<Result<Loaded>> one(Call call) {
  const auto id = GraphqlTypes::raw_id("Order", call.argument("id").text());
  if (!Uuid::parse(id)) co_return Loaded{.keep = nullptr, .write = [](Slot& slot) { slot.null(); }};
  auto found = co_await call.context<GraphqlRequest>().orders_by_id().load(id);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
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
  auto page = co_await rpc::call<v1::ListOrders>(request.orders(), request.context(), std::move(asked));
  if (!page) co_return std::unexpected(for_clients(std::move(page.error())));
  co_return loaded(std::move(*page));
}

asio::awaitable<Result<Loaded>> shipment(Call call) {
  const auto id = call.object<v1::Order>().id();
  auto found = co_await call.context<GraphqlRequest>().shipments().load(id);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

graphql::AsyncResolver create(const Clock& clock) {
  return [&clock](Call call) -> asio::awaitable<Result<Loaded>> {
    auto asked = new_order(call.argument("input"), clock);
    if (!asked) co_return std::unexpected(std::move(asked.error()));
    const auto& request = call.context<GraphqlRequest>();
    auto made = co_await rpc::call<v1::CreateOrder>(request.orders(), request.context(), std::move(*asked));
    if (!made) co_return std::unexpected(for_clients(std::move(made.error())));
    co_return loaded(std::move(*made->mutable_order()));
  };
}

asio::awaitable<Result<Loaded>> cancel(Call call) {
  const auto id = GraphqlTypes::raw_id("Order", call.argument("id").text());
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("order", id));
  const auto& request = call.context<GraphqlRequest>();
  v1::CancelOrderRequest asked;
  asked.set_id(id);
  auto done = co_await rpc::call<v1::CancelOrder>(request.orders(), request.context(), std::move(asked));
  if (!done) co_return std::unexpected(for_clients(std::move(done.error())));
  co_return loaded(std::move(*done->mutable_order()));
}

void add_inputs(graphql::SchemaSpec& spec) {
  spec.types.push_back({.kind = graphql::TypeKind::input_object,
                        .name = "OrderLineInput",
                        .inputs = {{.name = "sku", .type = "String!"},
                                   {.name = "name", .type = "String!"},
                                   {.name = "quantity", .type = "Int!"},
                                   {.name = "unitPrice", .type = "Int!"}}});
  spec.types.push_back({.kind = graphql::TypeKind::input_object,
                        .name = "CreateOrderInput",
                        .inputs = {{.name = "customerName", .type = "String!"},
                                   {.name = "totalPrice", .type = "Int!"},
                                   {.name = "lines", .type = "[OrderLineInput!]"}}});
}

}  // namespace

void add_orders(graphql::SchemaSpec& spec, GraphqlTypes& types, const Clock& clock) {
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
  add_inputs(spec);
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
                             .resolve = create(clock),
                             .cost = {.calls = 1}});
  mutation.fields.push_back({.name = "cancelOrder",
                             .type = "Order!",
                             .arguments = {{.name = "id", .type = "ID!"}},
                             .resolve = graphql::AsyncResolver(cancel),
                             .cost = {.calls = 1}});
}

}  // namespace plaza::gateway
