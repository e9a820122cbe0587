#include "gateway/api/shipments.hpp"

#include <fmt/format.h>

#include "gateway/api/common_parameters.hpp"
#include "gateway/api/idempotency.hpp"
#include "gateway/api/shipment_types.hpp"
#include "gateway/api/things.hpp"
#include "platform/core/scopes.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/shipping/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = shipping::v1;

// The longest note, written as escapes.
constexpr std::size_t body_bytes_max = std::size_t{8} * 1024;

constexpr std::string_view event_example = R"({"status":"PACKED","note":"ready at gate 4"})";

struct Report {
  v1::RecordCarrierEventRequest request;
  CarrierEvent body;
};

const std::vector<LinkDoc> links_of_a_shipment{{.name = "shipment",
                                                .operation = "getShipment",
                                                .doc = "The same by its own id.",
                                                .parameters = {{"id", "$response.body#/id"}}},
                                               {.name = "report",
                                                .operation = "recordShipmentEvent",
                                                .doc = "Moves it on, for carriers.",
                                                .parameters = {{"id", "$response.body#/id"}}},
                                               {.name = "order",
                                                .operation = "getOrder",
                                                .doc = "What it brings.",
                                                .parameters = {{"id", "$response.body#/orderId"}}}};

v1::RecordCarrierEventRequest to_message(Report report) {
  auto& request = report.request;
  request.set_status(static_cast<v1::ShipmentStatus>(report.body.status));
  if (report.body.note) request.set_note(*std::move(report.body.note));
  if (report.body.at) rpc::set_time(*request.mutable_at(), SystemTime{milliseconds{report.body.at->ms}});
  return std::move(request);
}

// It takes a moment until an order has one; that is told like an order that nobody has made.
Error no_shipment_of(std::string_view order_id) {
  return {.code = Code::not_found, .message = fmt::format("no order {} has a shipment, or not yet", order_id)};
}

asio::awaitable<Result<http::Response>> read_of_order(rpc::Channel& channel, RequestContext context,
                                                      v1::GetShipmentByOrderRequest request) {
  const auto id = request.order_id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_shipment_of(id));
  auto found = co_await rpc::call<v1::GetShipmentByOrder>(channel, std::move(context), std::move(request));
  if (!found && found.error().code == Code::not_found) co_return std::unexpected(no_shipment_of(id));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return versioned(200, found->shipment(), found->shipment().version());
}

asio::awaitable<Result<http::Response>> read_one(rpc::Channel& channel, RequestContext context,
                                                 v1::GetShipmentRequest request) {
  const auto id = request.id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("shipment", id));
  const auto found = co_await rpc::call<v1::GetShipment>(channel, std::move(context), std::move(request));
  if (!found) co_return std::unexpected(about("shipment", id, found.error()));
  co_return versioned(200, found->shipment(), found->shipment().version());
}

asio::awaitable<Result<http::Response>> record(rpc::Channel& channel, RequestContext context,
                                               v1::RecordCarrierEventRequest request) {
  const auto id = request.shipment_id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("shipment", id));
  const auto done = co_await rpc::call<v1::RecordCarrierEvent>(channel, std::move(context), std::move(request));
  if (!done) co_return std::unexpected(about("shipment", id, done.error()));
  co_return versioned(200, done->shipment(), done->shipment().version());
}

}  // namespace

void Shipments::describe(Api& api) const {
  api.add(Tag{.name = "Shipments",
              .doc =
                  "One for each order, a moment after it. A shipment is seen by whom its order belongs to, by carriers "
                  "(scope `courier`) and by operators."});
  api.add(of_order(api));
  api.add(one(api));
  api.add(report(api));
}

Operation Shipments::of_order(Api& api) const {
  using Asked = v1::GetShipmentByOrderRequest;
  auto parameters = Parameters<Asked>().path("id", id_parameter(),
                                             [](Asked& asked, std::string id) { asked.set_order_id(std::move(id)); },
                                             {.doc = "The order's id."});
  return {.path = "/api/v1/orders/{id}/shipment",
          .id = "getOrderShipment",
          .tag = "Shipments",
          .summary = "Read the shipment of an order",
          .doc = "404 also in the moment between an order and its shipment.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Shipment>("The shipment.", private_headers(), links_of_a_shipment)},
          .problems = {"not-found"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, Asked asked) {
            return read_of_order(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

Operation Shipments::one(Api& api) const {
  using Asked = v1::GetShipmentRequest;
  auto parameters =
      Parameters<Asked>().path("id", id_parameter(), [](Asked& asked, std::string id) { asked.set_id(std::move(id)); },
                               {.doc = "The shipment's id."});
  return {.path = "/api/v1/shipments/{id}",
          .id = "getShipment",
          .tag = "Shipments",
          .summary = "Read a shipment",
          .doc = "Somebody else's shipment is answered like one that there is not: 404.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Shipment>("The shipment.", private_headers())},
          .problems = {"not-found"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, Asked asked) {
            return read_one(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

Operation Shipments::report(Api& api) const {
  auto parameters = Parameters<Report>().path(
      "id", id_parameter(), [](Report& report, std::string id) { report.request.set_shipment_id(std::move(id)); },
      {.doc = "The shipment's id."});
  add_change_headers(parameters, [](Report& report) -> auto& { return report.request; });
  return {
      .method = http::Method::post,
      .path = "/api/v1/shipments/{id}/events",
      .id = "recordShipmentEvent",
      .tag = "Shipments",
      .summary = "Report a step of a shipment",
      .doc =
          "For carriers: packed, dispatched, delivered, in this order; a step that cannot come now is answered 409. A "
          "report of what is known already changes nothing.",
      .parameters = parameters.documentation(),
      .body = api.body<CarrierEvent>("What has happened.", event_example),
      .answers = {api.answer<v1::Shipment>("The shipment, moved on.", {version_tag_doc()})},
      .problems = {"not-found", "conflict", "precondition-failed", "unprocessable", "unsupported-media-type"},
      .body_bytes_max = body_bytes_max,
      .scope = std::string(scope_courier),
      .handler = answer_to_body(std::move(parameters), bodies_, [this](const http::Request& request, Report report) {
        return record(channels_.of(request.worker()), request.context, to_message(std::move(report)));
      })};
}

}  // namespace plaza::gateway
