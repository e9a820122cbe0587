#include "gateway/api/shipments.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"

#include "proto/plaza/shipping/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = shipping::v1;

constexpr std::string_view order_id = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b";
constexpr std::string_view shipment_id = "0190f5e2-7c1f-7d02-8b1c-2a3b4c5d6e7f";
const std::string events = "/api/v1/shipments/" + std::string(shipment_id) + "/events";

v1::Shipment some_shipment() {
  v1::Shipment shipment;
  shipment.set_id(std::string(shipment_id));
  shipment.set_order_id(std::string(order_id));
  shipment.set_customer_name("caesar");
  shipment.set_status(v1::SHIPMENT_STATUS_REQUESTED);
  shipment.set_version(1);
  auto& event = *shipment.add_events();
  event.set_status(v1::SHIPMENT_STATUS_REQUESTED);
  event.mutable_at()->set_seconds(1'775'032'200);
  event.mutable_at()->set_nanos(131'000'000);
  return shipment;
}

class ShipmentRoutes : public testing::RouteTest {
 protected:
  ShipmentRoutes() {
    shipments_.describe(api_);
    api_.add_routes(router_);
    service_.answer<v1::GetShipment>([](const v1::GetShipmentRequest& request) -> Result<v1::GetShipmentResponse> {
      if (request.id() != shipment_id) return fail(Code::not_found, "there is no such shipment");
      v1::GetShipmentResponse response;
      *response.mutable_shipment() = some_shipment();
      return response;
    });
    service_.answer<v1::GetShipmentByOrder>(
        [](const v1::GetShipmentByOrderRequest& request) -> Result<v1::GetShipmentByOrderResponse> {
          if (request.order_id() != order_id) return fail(Code::not_found, "there is no such shipment");
          v1::GetShipmentByOrderResponse response;
          *response.mutable_shipment() = some_shipment();
          return response;
        });
    service_.answer<v1::RecordCarrierEvent>(
        [this](const v1::RecordCarrierEventRequest& request) -> Result<v1::RecordCarrierEventResponse> {
          if (refusal_) return std::unexpected(*refusal_);
          recorded_ = request;
          v1::RecordCarrierEventResponse response;
          *response.mutable_shipment() = some_shipment();
          return response;
        });
  }

  void ask_as_courier() { asks_ = {.subject = "carrier-7", .scopes = {"courier"}}; }

  BodyReaders bodies_{2};
  Shipments shipments_{channels_, bodies_};
  Api api_;
  std::optional<Error> refusal_;
  v1::RecordCarrierEventRequest recorded_;
};

TEST_F(ShipmentRoutes, an_orders_shipment_and_the_same_by_its_id_are_one_thing) {
  const auto of_order = get("/api/v1/orders/" + std::string(order_id) + "/shipment");
  ASSERT_EQ(of_order.status, 200U) << of_order.text();
  EXPECT_EQ(of_order.text(),
            R"({"id":"0190f5e2-7c1f-7d02-8b1c-2a3b4c5d6e7f","orderId":"0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b",)"
            R"("customerName":"caesar","status":"REQUESTED",)"
            R"("events":[{"status":"REQUESTED","at":"2026-04-01T08:30:00.131Z","note":""}],)"
            R"("createdAt":"1970-01-01T00:00:00Z","updatedAt":"1970-01-01T00:00:00Z"})");
  const auto by_id = get("/api/v1/shipments/" + std::string(shipment_id));
  EXPECT_EQ(by_id.text(), of_order.text());
  EXPECT_EQ(by_id.headers.get("ETag"), of_order.headers.get("ETag"));
}

TEST_F(ShipmentRoutes, an_order_without_a_shipment_and_what_is_no_order_are_answered_alike) {
  for (const std::string id : {"0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9aff", "monday"}) {
    const auto response = get("/api/v1/orders/" + id + "/shipment");
    EXPECT_EQ(response.status, 404U);
    EXPECT_THAT(std::string(response.text()), HasSubstr("no order " + id + " has a shipment, or not yet"));
    EXPECT_EQ(get("/api/v1/shipments/" + id).status, 404U);
  }
}

TEST_F(ShipmentRoutes, only_couriers_report) {
  const std::string_view body = R"({"status":"PACKED"})";
  EXPECT_EQ(post(events, body).status, 401U);
  asks_ = {.subject = "alice", .scopes = {"operator"}};
  EXPECT_EQ(post(events, body).status, 403U);
  ask_as_courier();
  EXPECT_EQ(post(events, body).status, 200U);
  EXPECT_EQ(service_.caller->identity.scopes, (std::vector<std::string>{"courier"}));
}

TEST_F(ShipmentRoutes, a_report_reaches_the_service_whole) {
  ask_as_courier();
  const auto response =
      post(events, R"({"status":"DELIVERED","at":"2026-04-01T08:30:00.5Z","note":"to 王小明"})", "key-1");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(recorded_.shipment_id(), shipment_id);
  EXPECT_EQ(recorded_.status(), v1::SHIPMENT_STATUS_DELIVERED);
  EXPECT_EQ(recorded_.at().seconds(), 1'775'032'200);
  EXPECT_EQ(recorded_.at().nanos(), 500'000'000);
  EXPECT_EQ(recorded_.note(), "to 王小明");
  EXPECT_EQ(recorded_.idempotency_key(), "key-1");
  EXPECT_EQ(post(events, R"({"status":"PACKED","at":null,"note":null})").status, 200U);
  EXPECT_FALSE(recorded_.has_at());
}

TEST_F(ShipmentRoutes, reports_of_what_is_no_step_of_carriers_are_refused) {
  ask_as_courier();
  for (const auto* body :
       {R"({"status":"CANCELLED"})", R"({"status":"REQUESTED"})", R"({})", R"({"status":"PACKED","at":"now"})"}) {
    EXPECT_EQ(post(events, body).status, 400U) << body;
  }
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(ShipmentRoutes, a_step_that_cannot_come_now_is_a_conflict) {
  ask_as_courier();
  refusal_ =
      Error{.code = Code::failed_precondition, .message = "not from where it is", .reason = "INVALID_TRANSITION"};
  const auto response = post(events, R"({"status":"DELIVERED"})");
  EXPECT_EQ(response.status, 409U);
  EXPECT_THAT(std::string(response.text()), HasSubstr("not from where it is"));
}

}  // namespace
}  // namespace plaza::gateway
