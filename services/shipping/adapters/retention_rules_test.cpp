#include "services/shipping/adapters/retention_rules.hpp"

#include "platform/postgres/retention.hpp"
#include "services/shipping/adapters/testing.hpp"

namespace plaza::shipping {
namespace {

using RetentionRules = ServiceTest;

TEST_F(RetentionRules, keys_and_applied_events_go_when_they_have_been_kept_long_enough) {
  auto packed = report(requested(new_order()).id(), v1::SHIPMENT_STATUS_PACKED);
  packed.set_idempotency_key("k");
  ASSERT_TRUE(record(packed));
  server.run(address, "insert into applied_events values ('old', now() - interval '9 days')");
  server.run(address,
             "insert into idempotency_keys select '\\x00', '\\x00', id, 1, now() - interval '25 hours' from shipments");
  RetentionOptions options;
  options.work.interval = milliseconds{10};
  postgres::Retention retention(with, database, options.work, retention_rules(options));
  ASSERT_TRUE(retention.start());
  EXPECT_TRUE(eventually([&] { return ask("select count(*) from applied_events") == "1"; }));
  EXPECT_TRUE(eventually([&] { return ask("select count(*) from idempotency_keys") == "1"; }));
  retention.stop();
  EXPECT_EQ(record(packed)->version(), 2) << "the key of today is still known";
}

TEST_F(RetentionRules, whom_was_erased_is_remembered_for_good) {
  const auto order = new_order();
  const auto late_creation = creation(order);
  pass_a_moment();
  ASSERT_TRUE(erase("ada", as("ada")));
  RetentionOptions options;
  options.work.interval = milliseconds{10};
  options.applied_events = milliseconds{1'000};
  server.run(address, "insert into applied_events values ('old', now() - interval '1 minute')");
  postgres::Retention retention(with, database, options.work, retention_rules(options));
  ASSERT_TRUE(retention.start());
  EXPECT_TRUE(eventually([&] { return ask("select count(*) from applied_events") == "0"; }));
  retention.stop();
  ASSERT_TRUE(take(late_creation));
  EXPECT_EQ(ask("select count(*) from shipments where erased"), "1");
}

}  // namespace
}  // namespace plaza::shipping
