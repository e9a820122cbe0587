#include "gateway/api/orders.hpp"

#include "gateway/api/common_parameters.hpp"
#include "gateway/api/idempotency.hpp"
#include "gateway/api/new_order.hpp"
#include "gateway/api/things.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/orders/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = orders::v1;

constexpr std::int32_t page_max = 100;
constexpr std::int32_t page_standard = 20;
// A hundred lines of the longest texts, mostly written plainly.
constexpr std::size_t body_bytes_max = std::size_t{256} * 1024;

constexpr std::string_view new_order_example =
    R"({"customerName":"caesar","totalPrice":27000,"lines":)"
    R"([{"sku":"MASK-ADULT-50","name":"Masks for adults, 50","quantity":2,"unitPrice":13500}]})";

struct CreateOrder {
  std::string idempotency_key;
  NewOrder body;
};

const std::vector<LinkDoc> links_of_an_order{
    {.name = "order",
     .operation = "getOrder",
     .doc = "The order again, as it is by then.",
     .parameters = {{"id", "$response.body#/id"}}},
    {.name = "cancel", .operation = "cancelOrder", .doc = "Cancels it.", .parameters = {{"id", "$response.body#/id"}}},
    {.name = "shipment",
     .operation = "getOrderShipment",
     .doc = "Its shipment, a moment later.",
     .parameters = {{"id", "$response.body#/id"}}}};

const std::vector<LinkDoc> links_of_a_page{{.name = "firstOrder",
                                            .operation = "getOrder",
                                            .doc = "One of the page.",
                                            .parameters = {{"id", "$response.body#/items/0/id"}}},
                                           {.name = "nextPage",
                                            .operation = "listOrders",
                                            .doc = "The next page, where there is one.",
                                            .parameters = {{"after", "$response.body#/nextCursor"}}}};

HeaderDoc location_doc() {
  return {.name = "Location",
          .doc = "Where the order is.",
          .schema = R"({"type":"string","format":"uri-reference"})",
          .example = R"("/api/v1/orders/0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b")"};
}

asio::awaitable<Result<http::Response>> make_order(rpc::Channel& channel, RequestContext context,
                                                   v1::CreateOrderRequest request) {
  if (auto bad = check_idempotency_key(request.idempotency_key(), context.identity); !bad) {
    co_return std::unexpected(std::move(bad.error()));
  }
  auto made = co_await rpc::call<v1::CreateOrder>(channel, std::move(context), std::move(request));
  if (!made) co_return std::unexpected(std::move(made.error()));
  auto response = versioned(201, made->order(), made->order().version());
  response.headers.add("Location", "/api/v1/orders/" + made->order().id());
  co_return response;
}

asio::awaitable<Result<http::Response>> read_order(rpc::Channel& channel, RequestContext context,
                                                   v1::GetOrderRequest request) {
  const auto id = request.id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("order", id));
  const auto found = co_await rpc::call<v1::GetOrder>(channel, std::move(context), std::move(request));
  if (!found) co_return std::unexpected(about("order", id, found.error()));
  co_return versioned(200, found->order(), found->order().version());
}

asio::awaitable<Result<http::Response>> cancel_order(rpc::Channel& channel, RequestContext context,
                                                     v1::CancelOrderRequest request) {
  const auto id = request.id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("order", id));
  if (auto bad = check_idempotency_key(request.idempotency_key(), context.identity); !bad) {
    co_return std::unexpected(std::move(bad.error()));
  }
  const auto done = co_await rpc::call<v1::CancelOrder>(channel, std::move(context), std::move(request));
  if (!done) co_return std::unexpected(about("order", id, done.error()));
  co_return versioned(200, done->order(), done->order().version());
}

}  // namespace

void Orders::describe(Api& api) const {
  api.add(Tag{.name = "Orders",
              .doc =
                  "What customers ask for. An order that was made with a token is its owner's alone; one that was made "
                  "without is seen by whoever knows its id."});
  api.add(create(api));
  api.add(list(api));
  api.add(one(api));
  api.add(cancel(api));
}

Operation Orders::create(Api& api) const {
  auto parameters = Parameters<CreateOrder>().header("Idempotency-Key", idempotency_key_parameter(),
                                                     &CreateOrder::idempotency_key, idempotency_key_info());
  auto answer = api.answer<v1::Order>("The order.", {location_doc(), version_tag_doc()}, links_of_an_order);
  answer.status = 201;
  return {
      .method = http::Method::post,
      .path = "/api/v1/orders",
      .id = "createOrder",
      .tag = "Orders",
      .summary = "Make an order",
      .doc = "When it is answered it is stored, and will be shipped. Field names may be written in snake_case as well.",
      .parameters = parameters.documentation(),
      .body = api.body<NewOrder>("What is ordered.", new_order_example),
      .answers = {std::move(answer)},
      .problems = {"conflict", "unprocessable", "unsupported-media-type"},
      .body_bytes_max = body_bytes_max,
      .handler =
          answer_to_body(std::move(parameters), bodies_, [this](const http::Request& request, CreateOrder asked) {
            return make_order(channels_.of(request.worker()), request.context,
                              to_message(std::move(asked.body), std::move(asked.idempotency_key), clock_));
          })};
}

Operation Orders::one(Api& api) const {
  auto parameters = Parameters<v1::GetOrderRequest>().path(
      "id", id_parameter(), [](v1::GetOrderRequest& request, std::string id) { request.set_id(std::move(id)); },
      {.doc = "The order's id."});
  return {.path = "/api/v1/orders/{id}",
          .id = "getOrder",
          .tag = "Orders",
          .summary = "Read an order",
          .doc = "Somebody else's order is answered like one that nobody has made: 404.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Order>("The order.", private_headers())},
          .problems = {"not-found"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, v1::GetOrderRequest asked) {
            return read_order(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

Operation Orders::list(Api& api) const {
  using Asked = v1::ListOrdersRequest;
  Parameters<Asked> parameters;
  add_page(parameters, page_max, page_standard, "`nextCursor` of the page before.");
  return {.path = "/api/v1/orders",
          .id = "listOrders",
          .tag = "Orders",
          .summary = "List one's own orders",
          .doc = "Newest first. What was made without a token is nobody's, and on no list.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::ListOrdersResponse>("A page of orders.", private_headers(), links_of_a_page)},
          .needs_subject = true,
          .handler = json_answer(std::move(parameters), std::string(private_cache_control),
                                 [this](const http::Request& request, Asked asked) {
                                   return rpc::call<v1::ListOrders>(channels_.of(request.worker()), request.context,
                                                                    std::move(asked));
                                 })};
}

Operation Orders::cancel(Api& api) const {
  using Asked = v1::CancelOrderRequest;
  auto parameters =
      Parameters<Asked>().path("id", id_parameter(), [](Asked& asked, std::string id) { asked.set_id(std::move(id)); },
                               {.doc = "The order's id."});
  add_change_headers(parameters, [](Asked& asked) -> Asked& { return asked; });
  return {.method = http::Method::post,
          .path = "/api/v1/orders/{id}/cancel",
          .id = "cancelOrder",
          .tag = "Orders",
          .summary = "Cancel an order",
          .doc = "Until its shipment is packed; later it is answered 409. One that is cancelled already stays so.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Order>("The order, cancelled.", {version_tag_doc()})},
          .problems = {"not-found", "conflict", "precondition-failed", "unprocessable"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, Asked asked) {
            return cancel_order(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

}  // namespace plaza::gateway
