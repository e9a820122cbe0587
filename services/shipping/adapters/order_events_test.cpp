#include "services/shipping/adapters/order_events.hpp"

#include "services/shipping/adapters/testing.hpp"

namespace plaza::shipping {
namespace {

using OrderEventsTest = ServiceTest;

TEST_F(OrderEventsTest, an_order_gets_one_shipment_whatever_is_repeated) {
  const auto order = new_order();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(take(creation(order)));
  auto told_anew = creation(order);
  told_anew.record.headers[0].value = "another id";
  ASSERT_TRUE(take(told_anew));
  const auto shipment = of_order(order);
  ASSERT_TRUE(shipment) << shipment.error().message;
  EXPECT_EQ(shipment->status(), v1::SHIPMENT_STATUS_REQUESTED);
  EXPECT_EQ(shipment->customer_name(), "caesar");
  EXPECT_EQ(shipment->version(), 1);
  ASSERT_EQ(shipment->events_size(), 1);
  EXPECT_EQ(ask("select count(*) from shipments"), "1");
  EXPECT_EQ(ask("select string_agg(topic || ' ' || key, ',') from outbox"), "shipment-updated " + order);
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(shows("shipments_total{what=\"requested\"} 1"));
  EXPECT_TRUE(shows("shipments_total{what=\"repeated\"} 3"));
}

TEST_F(OrderEventsTest, many_at_once_and_on_several_workers_get_one_each) {
  std::vector<kafka::Received> records;
  records.reserve(100);
  for (int i = 0; i < 100; ++i) records.push_back(creation(new_order()));
  std::vector<std::future<Result<void>>> all;
  for (const std::size_t worker : {0U, 1U}) {
    for (const auto& record : records) all.push_back(begin(orders.take(workers[worker], record), worker));
  }
  for (auto& one : all) {
    const auto done = one.get();
    EXPECT_TRUE(done) << done.error().message;
  }
  EXPECT_EQ(ask("select count(*) from shipments"), "100");
  EXPECT_EQ(ask("select count(*) from outbox"), "100");
}

TEST_F(OrderEventsTest, a_cancelled_order_is_not_shipped) {
  const auto order = new_order();
  ASSERT_TRUE(take(creation(order)));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(take(cancellation(order)));
  const auto shipment = of_order(order);
  EXPECT_EQ(shipment->status(), v1::SHIPMENT_STATUS_CANCELLED);
  EXPECT_EQ(shipment->version(), 2);
  EXPECT_EQ(record(report(shipment->id(), v1::SHIPMENT_STATUS_PACKED)).error().reason, "INVALID_TRANSITION");
  EXPECT_EQ(ask("select count(*) from outbox"), "2");
}

TEST_F(OrderEventsTest, an_order_cancelled_before_its_creation_arrives_stays_cancelled) {
  const auto order = new_order();
  const auto created = creation(order);
  ASSERT_TRUE(take(cancellation(order)));
  EXPECT_EQ(of_order(order)->status(), v1::SHIPMENT_STATUS_CANCELLED);
  ASSERT_TRUE(take(created));
  const auto shipment = of_order(order);
  EXPECT_EQ(shipment->status(), v1::SHIPMENT_STATUS_CANCELLED);
  EXPECT_EQ(shipment->customer_name(), "caesar");
  EXPECT_EQ(shipment->version(), 1);
  ASSERT_EQ(shipment->events_size(), 1);
  EXPECT_EQ(ask("select count(*) from outbox"), "1");
  EXPECT_EQ(of_order(order, as("bob")).error().code, Code::not_found);
}

TEST_F(OrderEventsTest, creation_and_cancellation_at_once_end_cancelled) {
  for (int round = 0; round < 20; ++round) {
    const auto order = new_order();
    const auto created = creation(order);
    const auto cancelled = cancellation(order);
    auto one = begin(orders.take(workers[0], created), 0);
    auto two = begin(orders.take(workers[1], cancelled), 1);
    const auto first = one.get();
    const auto second = two.get();
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(of_order(order)->status(), v1::SHIPMENT_STATUS_CANCELLED);
  }
}

TEST_F(OrderEventsTest, cancellations_at_once_are_written_together_and_each_has_its_own_end) {
  const auto known = new_order();
  const auto unknown = new_order();
  const auto left = new_order();
  ASSERT_TRUE(take(creation(known)));
  const auto shipment = requested(left);
  for (const auto status : {v1::SHIPMENT_STATUS_PACKED, v1::SHIPMENT_STATUS_DISPATCHED}) {
    ASSERT_TRUE(record(report(shipment.id(), status)));
  }
  const auto told_before = std::stoi(ask("select count(*) from outbox"));
  std::vector<kafka::Received> records;
  for (const auto& order : {known, unknown, left, known, unknown}) records.push_back(cancellation(order));
  for (int i = 0; i < 50; ++i) records.push_back(cancellation(new_order()));
  std::vector<std::future<Result<void>>> all(records.size());
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = begin(orders.take(workers[0], records[i]));
  });
  for (auto& one : all) {
    const auto done = one.get();
    EXPECT_TRUE(done) << done.error().message;
  }
  EXPECT_EQ(of_order(known)->status(), v1::SHIPMENT_STATUS_CANCELLED);
  EXPECT_EQ(of_order(known)->version(), 2);
  EXPECT_EQ(of_order(unknown)->status(), v1::SHIPMENT_STATUS_CANCELLED);
  EXPECT_EQ(of_order(unknown)->version(), 1);
  EXPECT_EQ(of_order(left)->status(), v1::SHIPMENT_STATUS_DISPATCHED);
  EXPECT_TRUE(shows("shipments_total{what=\"cancelled\"} 52"));
  EXPECT_TRUE(shows("shipments_total{what=\"not_cancelled\"} 3"));
  EXPECT_EQ(std::stoi(ask("select count(*) from outbox")), told_before + 52);
  EXPECT_TRUE(shows("postgres_batch_rows_count{batcher=\"cancellations\"} 1"));
}

TEST_F(OrderEventsTest, what_has_left_arrives_although_its_order_is_cancelled) {
  const auto order = new_order();
  const auto shipment = requested(order);
  ASSERT_TRUE(record(report(shipment.id(), v1::SHIPMENT_STATUS_PACKED)));
  ASSERT_TRUE(record(report(shipment.id(), v1::SHIPMENT_STATUS_DISPATCHED)));
  ASSERT_TRUE(take(cancellation(order)));
  EXPECT_EQ(of_order(order)->status(), v1::SHIPMENT_STATUS_DISPATCHED);
  EXPECT_TRUE(shows("shipments_total{what=\"not_cancelled\"} 1"));
}

TEST_F(OrderEventsTest, what_is_no_event_is_a_dead_letter_and_what_is_new_is_passed_over) {
  auto broken = creation(new_order());
  broken.record.value = "\xff";
  EXPECT_EQ(take(broken).error().code, Code::invalid_argument);
  EXPECT_EQ(take(creation("x")).error().code, Code::invalid_argument);
  EXPECT_EQ(take(cancellation("x")).error().code, Code::invalid_argument);
  auto bare = creation(new_order());
  bare.record.headers.clear();
  EXPECT_EQ(take(bare).error().code, Code::invalid_argument);
  auto other = creation(new_order());
  other.record.headers = outbox::to_headers({.id = "1", .source = "/plaza/orders", .type = "plaza.events.v2.Other"});
  EXPECT_TRUE(take(other));
  EXPECT_EQ(ask("select count(*) from shipments"), "0");
}

TEST_F(OrderEventsTest, a_row_that_the_database_refuses_fails_alone) {
  server.run(address, "alter table shipments add constraint no_brutus check (customer_name <> 'brutus')");
  std::vector<kafka::Received> records;
  records.reserve(20);
  for (int i = 0; i < 20; ++i) records.push_back(creation(new_order(), "ada", i == 7 ? "brutus" : "caesar"));
  std::vector<std::future<Result<void>>> all(records.size());
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = begin(orders.take(workers[0], records[i]));
  });
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].get().has_value(), i != 7) << i;
  EXPECT_EQ(ask("select count(*) from shipments"), "19");
  EXPECT_EQ(ask("select count(*) from outbox"), "19");
}

}  // namespace
}  // namespace plaza::shipping
