#include "services/shipping/adapters/grpc_service.hpp"

#include "platform/outbox/header_lines.hpp"
#include "services/shipping/adapters/testing.hpp"

namespace plaza::shipping {
namespace {

using Shipments = ServiceTest;

TEST_F(Shipments, a_carrier_moves_them_on_and_each_step_is_told_once) {
  const auto order = new_order();
  const auto id = requested(order).id();
  for (const auto status :
       {v1::SHIPMENT_STATUS_PACKED, v1::SHIPMENT_STATUS_DISPATCHED, v1::SHIPMENT_STATUS_DELIVERED}) {
    auto request = report(id, status);
    request.set_note("shelf 3");
    for (int i = 0; i < 2; ++i) {
      const auto moved = record(request);
      ASSERT_TRUE(moved) << moved.error().message;
      EXPECT_EQ(moved->status(), status);
    }
  }
  const auto shipment = of_order(order);
  EXPECT_EQ(shipment->version(), 4);
  ASSERT_EQ(shipment->events_size(), 4);
  EXPECT_EQ(shipment->events(1).note(), "shelf 3");
  EXPECT_EQ(ask("select count(*) from outbox where key = '" + order + "'"), "4");
  EXPECT_TRUE(shows("shipments_total{what=\"reported\"} 3"));
}

TEST_F(Shipments, a_report_is_stored_with_its_event) {
  const auto order = new_order();
  const auto shipment = requested(order);
  const auto context = as("van", {"courier"});
  ASSERT_TRUE(record(report(shipment.id(), v1::SHIPMENT_STATUS_PACKED), context));
  const auto events = server.run(address, "select topic, key, headers from outbox order by id");
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(events[1][0], "shipment-updated");
  EXPECT_EQ(events[1][1], order);
  const auto headers = outbox::read_cloud_event(outbox::from_lines(events[1][2]));
  ASSERT_TRUE(headers);
  EXPECT_EQ(headers->id, shipment.id() + "/2");
  EXPECT_EQ(headers->type, "plaza.events.v1.ShipmentUpdated");
  EXPECT_EQ(headers->trace.trace_id(), context.trace.trace_id());
  EXPECT_EQ(woken, 2);
}

TEST_F(Shipments, only_couriers_report_and_only_what_can_be) {
  const auto id = requested(new_order()).id();
  const auto packed = report(id, v1::SHIPMENT_STATUS_PACKED);
  EXPECT_EQ(record(packed, as("ada")).error().code, Code::permission_denied);
  EXPECT_EQ(record(packed, as("root", {"operator"})).error().code, Code::permission_denied);
  EXPECT_EQ(record(report(new_order(), v1::SHIPMENT_STATUS_PACKED)).error().code, Code::not_found);
  EXPECT_EQ(record(report("x", v1::SHIPMENT_STATUS_PACKED)).error().code, Code::not_found);
  EXPECT_EQ(record(report(id, v1::SHIPMENT_STATUS_DELIVERED)).error().reason, "INVALID_TRANSITION");
  EXPECT_EQ(record(report(id, v1::SHIPMENT_STATUS_CANCELLED)).error().code, Code::invalid_argument);
  EXPECT_EQ(record(report(id, static_cast<v1::ShipmentStatus>(77))).error().fields[0].pointer, "/status");
  auto of_another_version = packed;
  of_another_version.set_expected_version(2);
  EXPECT_EQ(record(of_another_version).error().reason, "VERSION_MISMATCH");
}

TEST_F(Shipments, the_same_key_gives_the_same_answer_later_too) {
  const auto id = requested(new_order()).id();
  auto packed = report(id, v1::SHIPMENT_STATUS_PACKED);
  packed.set_idempotency_key("k");
  const auto first = record(packed);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(record(report(id, v1::SHIPMENT_STATUS_DISPATCHED)));
  const auto again = record(packed);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  auto other = report(id, v1::SHIPMENT_STATUS_DELIVERED);
  other.set_idempotency_key("k");
  EXPECT_EQ(record(other).error().reason, "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(Shipments, a_refused_report_does_not_use_its_key_up) {
  const auto id = requested(new_order()).id();
  auto packed = report(id, v1::SHIPMENT_STATUS_PACKED);
  packed.set_idempotency_key("k");
  packed.set_expected_version(7);
  EXPECT_EQ(record(packed).error().reason, "VERSION_MISMATCH");
  packed.set_expected_version(1);
  EXPECT_TRUE(record(packed));
}

TEST_F(Shipments, a_key_whose_report_is_under_way_is_refused_for_now) {
  auto packed = report(requested(new_order()).id(), v1::SHIPMENT_STATUS_PACKED);
  packed.set_idempotency_key("k");
  std::future<Result<v1::RecordCarrierEventResponse>> first;
  std::future<Result<v1::RecordCarrierEventResponse>> second;
  run_on(workers[0], [&] {
    first = begin(service.record(packed, as("van", {"courier"}), workers[0]));
    second = begin(service.record(packed, as("van", {"courier"}), workers[0]));
  });
  EXPECT_TRUE(first.get());
  const auto refused = second.get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::aborted);
  EXPECT_EQ(refused.error().reason, "IDEMPOTENCY_KEY_IN_USE");
}

TEST_F(Shipments, workers_that_get_the_same_report_at_once_make_one_step) {
  for (int round = 0; round < 20; ++round) {
    const auto order = new_order();
    auto packed = report(requested(order).id(), v1::SHIPMENT_STATUS_PACKED);
    if (round % 2 == 0) packed.set_idempotency_key("round " + std::to_string(round));
    auto one = begin(service.record(packed, as("van", {"courier"}), workers[0]), 0);
    auto two = begin(service.record(packed, as("van", {"courier"}), workers[1]), 1);
    const auto first = one.get();
    const auto second = two.get();
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
    EXPECT_EQ(of_order(order)->version(), 2);
  }
  EXPECT_EQ(ask("select count(*) from outbox"), "40");
}

TEST_F(Shipments, are_seen_by_whom_their_orders_belong_to) {
  const auto order = new_order();
  const auto id = requested(order).id();
  EXPECT_EQ(of_order(order, as("bob")).error().code, Code::not_found);
  EXPECT_TRUE(of_order(order, as("van", {"courier"})));
  EXPECT_EQ(of_order(new_order()).error().code, Code::not_found);
  EXPECT_EQ(of_order("x").error().code, Code::not_found);
  v1::GetShipmentRequest by_id;
  by_id.set_id(id);
  EXPECT_EQ(await(service.get(by_id, as("ada"), workers[0]))->shipment().order_id(), order);
  EXPECT_EQ(await(service.get(by_id, as(""), workers[0])).error().code, Code::not_found);
  by_id.set_id(order);
  EXPECT_EQ(await(service.get(by_id, as("ada"), workers[0])).error().code, Code::not_found);
}

TEST_F(Shipments, of_many_orders_come_in_the_order_of_their_ids) {
  const std::vector<std::string> ids{new_order(), new_order(), new_order()};
  for (const auto& id : {ids[2], ids[0]}) ASSERT_TRUE(take(creation(id)));
  v1::BatchGetShipmentsByOrderRequest request;
  for (const auto& id : ids) request.add_order_ids(id);
  const auto found = await(service.get_many(request, as("ada"), workers[0]));
  ASSERT_EQ(found->shipments_size(), 2);
  EXPECT_EQ(found->shipments(0).order_id(), ids[0]);
  EXPECT_EQ(found->shipments(1).order_id(), ids[2]);
  EXPECT_EQ(await(service.get_many(request, as("bob"), workers[0]))->shipments_size(), 0);
  while (request.order_ids_size() <= 100) request.add_order_ids(ids[0]);
  EXPECT_EQ(await(service.get_many(request, as("ada"), workers[0])).error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace plaza::shipping
