#include "services/orders/adapters/shipment_progress.hpp"

#include "platform/outbox/cloud_event.hpp"
#include "services/orders/adapters/retention_rules.hpp"
#include "services/orders/adapters/testing.hpp"

#include "plaza/events/v1/shipment_updated.pb.h"

namespace plaza::orders {
namespace {

namespace wire = shipping::v1;

kafka::Received event(const std::string& order_id, wire::ShipmentStatus status, const std::string& event_id) {
  events::v1::ShipmentUpdated update;
  update.set_order_id(order_id);
  update.set_status(status);
  update.mutable_at()->set_seconds(4'000'000'000);
  kafka::Received received;
  received.record = {.topic = "shipment-updated",
                     .key = order_id,
                     .value = update.SerializeAsString(),
                     .headers = outbox::to_headers(
                         {.id = event_id, .source = "/plaza/shipping", .type = "plaza.events.v1.ShipmentUpdated"})};
  received.context = postgres::loopback::within(patience);
  return received;
}

struct Progress : ServiceTest {
  Result<void> take(const kafka::Received& received) { return await(progress.take(workers[0], received)); }
  ShipmentProgress progress{stores, metrics};
};

TEST_F(Progress, an_order_follows_its_shipment) {
  const auto id = created();
  ASSERT_TRUE(take(event(id, wire::SHIPMENT_STATUS_REQUESTED, "1")));
  EXPECT_EQ(get(id)->status(), v1::ORDER_STATUS_CREATED);
  ASSERT_TRUE(take(event(id, wire::SHIPMENT_STATUS_PACKED, "2")));
  EXPECT_EQ(get(id)->status(), v1::ORDER_STATUS_SHIPPING);
  ASSERT_TRUE(take(event(id, wire::SHIPMENT_STATUS_DISPATCHED, "3")));
  EXPECT_EQ(get(id)->version(), 2);
  ASSERT_TRUE(take(event(id, wire::SHIPMENT_STATUS_DELIVERED, "4")));
  EXPECT_EQ(get(id)->status(), v1::ORDER_STATUS_DELIVERED);
  EXPECT_EQ(get(id)->version(), 3);
  EXPECT_EQ(get(id)->updated_at().seconds(), 4'000'000'000);
}

TEST_F(Progress, an_event_that_comes_again_has_no_second_effect) {
  const auto id = created();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(take(event(id, wire::SHIPMENT_STATUS_PACKED, "1")));
  EXPECT_EQ(get(id)->version(), 2);
  EXPECT_EQ(ask("select count(*) from applied_events"), "1");
  EXPECT_TRUE(shows("orders_total{what=\"progressed\"} 1"));
  EXPECT_TRUE(shows("orders_total{what=\"not_progressed\"} 2"));
}

TEST_F(Progress, goes_where_the_rule_says_and_nowhere_else) {
  for (const auto from : {Status::created, Status::shipping, Status::delivered, Status::cancelled}) {
    for (const auto to : {Status::shipping, Status::delivered, Status::cancelled}) {
      const auto id = created();
      server.run(address, fmt::format("update orders set status = {} where id = '{}'", static_cast<int>(from), id));
      const ProgressEvent told{.event_id = fmt::format("{}/{}", id, static_cast<int>(to)),
                               .order_id = *Uuid::parse(id),
                               .status = to,
                               .at = clock.now()};
      const auto changed = await(stores.of(workers[0]).progress.apply(postgres::loopback::within(patience), told));
      EXPECT_EQ(changed, may_become(from, to)) << static_cast<int>(from) << " to " << static_cast<int>(to);
    }
  }
}

TEST_F(Progress, many_at_once_move_each_their_own_order) {
  std::vector<std::string> ids;
  ids.reserve(30);
  for (int i = 0; i < 30; ++i) ids.push_back(created());
  std::vector<kafka::Received> records;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto status = i % 2 == 0 ? wire::SHIPMENT_STATUS_PACKED : wire::SHIPMENT_STATUS_DELIVERED;
    records.push_back(event(ids[i], status, ids[i]));
  }
  std::vector<std::future<Result<void>>> all(ids.size());
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < ids.size(); ++i) all[i] = begin(progress.take(workers[0], records[i]));
  });
  for (auto& one : all) EXPECT_TRUE(one.get());
  EXPECT_EQ(ask("select count(*) from orders where status = 2"), "15");
  EXPECT_EQ(ask("select count(*) from orders where status = 3"), "15");
}

TEST_F(Progress, what_is_no_such_event_is_a_dead_letter_and_what_is_new_is_passed_over) {
  const auto id = created();
  auto broken = event(id, wire::SHIPMENT_STATUS_PACKED, "1");
  broken.record.value = "\xff";
  EXPECT_EQ(take(broken).error().code, Code::invalid_argument);
  EXPECT_EQ(take(event("x", wire::SHIPMENT_STATUS_PACKED, "1")).error().code, Code::invalid_argument);
  auto bare = event(id, wire::SHIPMENT_STATUS_PACKED, "1");
  bare.record.headers.clear();
  EXPECT_EQ(take(bare).error().code, Code::invalid_argument);
  EXPECT_TRUE(take(event(id, static_cast<wire::ShipmentStatus>(77), "1")));
  auto other = event(id, wire::SHIPMENT_STATUS_PACKED, "1");
  other.record.headers = outbox::to_headers({.id = "1", .source = "/plaza/shipping", .type = "plaza.events.v2.Other"});
  EXPECT_TRUE(take(other));
  EXPECT_TRUE(take(event(Uuid::version7(clock.now()).to_string(), wire::SHIPMENT_STATUS_PACKED, "unknown order")));
  EXPECT_EQ(get(id)->version(), 1);
}

TEST_F(Progress, keys_and_applied_events_go_when_they_have_been_kept_long_enough) {
  auto request = order_for("caesar");
  request.set_idempotency_key("k");
  ASSERT_TRUE(create(request));
  ASSERT_TRUE(take(event(request.id(), wire::SHIPMENT_STATUS_PACKED, "1")));
  server.run(address, "insert into applied_events values ('old', now() - interval '9 days')");
  server.run(address,
             "insert into idempotency_keys select '\\x00', '\\x00', id, now() - interval '25 hours' from orders");
  RetentionOptions options;
  options.work.interval = milliseconds{10};
  postgres::Retention retention(with, database, options.work, retention_rules(options));
  ASSERT_TRUE(retention.start());
  EXPECT_TRUE(eventually([&] { return ask("select count(*) from applied_events") == "1"; }));
  EXPECT_TRUE(eventually([&] { return ask("select count(*) from idempotency_keys") == "1"; }));
  retention.stop();
}

}  // namespace
}  // namespace plaza::orders
