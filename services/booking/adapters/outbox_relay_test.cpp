#include "services/booking/adapters/outbox_relay.hpp"

#include <mutex>

#include "platform/outbox/cloud_event.hpp"
#include "services/booking/adapters/booking_events.hpp"
#include "services/booking/adapters/testing.hpp"

#include "plaza/events/v1/booking_cancelled.pb.h"
#include "plaza/events/v1/booking_created.pb.h"

namespace plaza::booking {
namespace {

// Takes records, or refuses them while it is told to.
class FakeBroker final : public kafka::Producer {
 public:
  asio::awaitable<Result<void>> send(kafka::Record record) override {
    const std::lock_guard lock(mutex_);
    if (refusals_ > 0) {
      --refusals_;
      co_return fail(Code::resource_exhausted, "no room");
    }
    records_.push_back(std::move(record));
    co_return Result<void>{};
  }
  void refuse(int records) {
    const std::lock_guard lock(mutex_);
    refusals_ = records;
  }
  std::vector<kafka::Record> records() {
    const std::lock_guard lock(mutex_);
    return records_;
  }

 private:
  std::mutex mutex_;
  int refusals_ = 0;
  std::vector<kafka::Record> records_;
};

struct BookingRelay : testing::Test {
  BookingRelay() {
    EXPECT_TRUE(eventually([this] { return instance.ready(); }));
  }
  std::unique_ptr<OutboxRelay> relay(kafka::Producer& producer, Instance& of) {
    OutboxRelayOptions options;
    options.lead_lifetime = milliseconds{500};
    auto made = std::make_unique<OutboxRelay>(OutboxRelay::Parts{&of.workers().background(), &of.clock(), &of.metrics(),
                                                                 &of.log(), &of.store(), &of.scripts(), &producer},
                                              options);
    EXPECT_TRUE(made->start());
    return made;
  }
  std::string reserve(int person, const std::string& station = "PWTC") {
    const auto request = request_for(nric(person), station);
    EXPECT_TRUE(instance.await(instance.service().reserve(request, as("ada"), instance.worker())));
    return request.id();
  }
  bool empty() { return server.number({"XLEN", std::string(keys::outbox)}) == 0; }

  redis::TestServer& server = [] -> redis::TestServer& {
    shared_redis().run({"FLUSHALL"});
    return shared_redis();
  }();
  Instance instance{server.options()};
  FakeBroker broker;
};

TEST_F(BookingRelay, each_change_is_told_once_in_order_and_leaves_the_outbox) {
  const auto id = reserve(1);
  v1::MoveBookingRequest move;
  move.set_id(id);
  move.set_station("PWTC");
  move.set_date("20210517");
  ASSERT_TRUE(instance.await(instance.service().move(move, as("ada"), instance.worker())));
  v1::CancelBookingRequest cancel;
  cancel.set_id(id);
  ASSERT_TRUE(instance.await(instance.service().cancel(cancel, as("ada"), instance.worker())));
  const auto running = relay(broker, instance);
  ASSERT_TRUE(eventually([&] { return empty(); }));
  running->stop();
  const auto told = broker.records();
  ASSERT_EQ(told.size(), 4U);
  const std::vector<std::string> topics{"booking-created", "booking-cancelled", "booking-created", "booking-cancelled"};
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].topic, topics[i]);
    EXPECT_EQ(told[i].key, "PWTC");
    const auto event = outbox::read_cloud_event(told[i].headers);
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->trace.valid());
    ids.push_back(event->id);
  }
  EXPECT_EQ(ids[0], id + "/1/created");
  EXPECT_EQ(ids[1], id + "/2/moved");
  EXPECT_EQ(ids[2], id + "/2/created");
  EXPECT_EQ(ids[3], id + "/3/cancelled");
  events::v1::BookingCreated created;
  ASSERT_TRUE(created.ParseFromString(told[0].value));
  EXPECT_EQ(created.booking_id(), id);
  EXPECT_EQ(created.date(), "2021-05-16");
  EXPECT_EQ(created.available(), 999);
  events::v1::BookingCancelled moved;
  ASSERT_TRUE(moved.ParseFromString(told[1].value));
  EXPECT_TRUE(moved.moved());
  EXPECT_EQ(moved.available(), 1'000);
}

TEST_F(BookingRelay, what_the_broker_does_not_take_is_told_later_in_order_per_station) {
  for (int i = 0; i < 5; ++i) reserve(i);
  reserve(10, "IDCC");
  broker.refuse(1);
  const auto running = relay(broker, instance);
  ASSERT_TRUE(eventually([&] { return empty(); }));
  running->stop();
  std::vector<std::int32_t> last;
  for (const auto& record : broker.records()) {
    events::v1::BookingCreated created;
    ASSERT_TRUE(created.ParseFromString(record.value));
    if (created.station() == "PWTC") last.push_back(created.available());
  }
  // The four behind the refused one came twice; in the end all are there in their order.
  ASSERT_EQ(last.size(), 9U);
  EXPECT_EQ(std::vector(last.end() - 5, last.end()), (std::vector<std::int32_t>{999, 998, 997, 996, 995}));
}

TEST_F(BookingRelay, of_two_relays_one_is_active_and_the_other_takes_over) {
  Instance second(server.options());
  ASSERT_TRUE(eventually([&] { return second.ready(); }));
  FakeBroker other;
  auto first = relay(broker, instance);
  reserve(1);
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 1; }));
  auto next = relay(other, second);
  reserve(2);
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 2; }));
  EXPECT_TRUE(other.records().empty());
  first->stop();
  ASSERT_TRUE(eventually([&] { return first->drained(); }));
  reserve(3);
  EXPECT_TRUE(eventually([&] { return other.records().size() == 1; }));
  next->stop();
}

TEST_F(BookingRelay, an_entry_that_cannot_be_read_is_set_aside_and_the_others_are_told) {
  server.run({"XADD", std::string(keys::outbox), "*", "e", "nonsense"});
  reserve(1);
  const auto running = relay(broker, instance);
  EXPECT_TRUE(eventually([&] { return empty(); }));
  running->stop();
  EXPECT_EQ(broker.records().size(), 1U);
  EXPECT_EQ(server.number({"XLEN", std::string(keys::set_aside)}), 1);
  EXPECT_NE(instance.log().text().find("is set aside"), std::string::npos);
}

}  // namespace
}  // namespace plaza::booking
