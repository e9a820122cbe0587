#include "services/booking/adapters/testing.hpp"

// What comes a second time changes nothing more, and is answered as it was.
namespace plaza::booking {
namespace {

TEST_F(BookingService, a_request_that_comes_again_takes_no_second_place) {
  const auto request = request_for(nric(1));
  ASSERT_TRUE(reserve(request));
  const auto again = reserve(request);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated_request());
  EXPECT_EQ(left("PWTC"), 999);
  EXPECT_EQ(events(), 1);
  // Even when the booking has been cancelled meanwhile.
  ASSERT_TRUE(cancel(request.id()));
  EXPECT_EQ(reserve(request)->booking().status(), v1::BOOKING_STATUS_CANCELLED);
  EXPECT_EQ(left("PWTC"), 1'000);
}

TEST_F(BookingService, an_idempotency_key_gives_the_first_booking_and_refuses_another_request) {
  auto request = request_for(nric(1));
  request.set_idempotency_key("one");
  const auto first = reserved(request);
  request.set_id(Uuid::version7(instance.clock().now()).to_string());
  const auto again = reserve(request);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->repeated_request());
  EXPECT_EQ(again->booking().id(), first);
  request.set_station("IDCC");
  EXPECT_EQ(reserve(request).error().reason, rpc::reason_key_reused);
  // The same key of somebody else is another.
  auto of_eve = request_for(nric(2));
  of_eve.set_idempotency_key("one");
  EXPECT_FALSE(reserve(of_eve, as("eve"))->repeated_request());
}

TEST_F(BookingService, an_idempotency_key_gives_the_answer_of_then_whatever_came_later) {
  auto request = request_for(nric(1));
  request.set_idempotency_key("one");
  const auto first = reserve(request);
  ASSERT_TRUE(first);
  v1::MoveBookingRequest there;
  there.set_id(request.id());
  there.set_station("IDCC");
  there.set_date("20210516");
  there.set_idempotency_key("two");
  const auto moved = instance.await(instance.service().move(there, as("ada"), instance.worker()));
  ASSERT_TRUE(moved);
  ASSERT_TRUE(move(request.id(), "PWTC", "20210517"));
  v1::CancelBookingRequest away;
  away.set_id(request.id());
  away.set_idempotency_key("three");
  const auto cancelled = instance.await(instance.service().cancel(away, as("ada"), instance.worker()));
  ASSERT_TRUE(cancelled);
  const auto before = events();

  EXPECT_EQ(reserve(request)->booking().DebugString(), first->booking().DebugString());
  const auto again = instance.await(instance.service().move(there, as("ada"), instance.worker()));
  EXPECT_EQ(again->DebugString(), moved->DebugString());
  EXPECT_EQ(instance.await(instance.service().cancel(away, as("ada"), instance.worker()))->DebugString(),
            cancelled->DebugString());
  EXPECT_EQ(events(), before);
  there.set_station("PWTC");
  EXPECT_EQ(instance.await(instance.service().move(there, as("ada"), instance.worker())).error().reason,
            rpc::reason_key_reused);
  EXPECT_EQ(left("PWTC", 1), 1'000);
}

TEST_F(BookingService, a_key_keeps_the_answer_of_a_change_that_had_nothing_to_do) {
  const auto id = reserved(request_for(nric(1)));
  v1::MoveBookingRequest request;
  request.set_id(id);
  request.set_station("PWTC");
  request.set_date("20210516");
  request.set_idempotency_key("stay");
  const auto stays = [&] { return instance.await(instance.service().move(request, as("ada"), instance.worker())); };
  EXPECT_EQ(stays()->booking().version(), 1);
  ASSERT_TRUE(cancel(id));
  EXPECT_EQ(stays()->booking().status(), v1::BOOKING_STATUS_ACTIVE);
  request.set_date("20210517");
  EXPECT_EQ(stays().error().reason, rpc::reason_key_reused);
}

TEST_F(BookingService, a_capacity_with_a_key_is_set_once) {
  v1::SetCapacityRequest request;
  request.set_station("UM");
  request.set_date("20210516");
  request.set_capacity(3);
  request.set_idempotency_key("three");
  const auto set = [&] {
    return instance.await(instance.service().set_capacity(request, as("boss", {"operator"}), instance.worker()));
  };
  EXPECT_EQ(set()->day().available(), 3);
  ASSERT_TRUE(set_capacity("UM", "20210516", 9));
  EXPECT_EQ(set()->day().available(), 3);
  EXPECT_EQ(left("UM"), 9);
  request.set_capacity(4);
  EXPECT_EQ(set().error().reason, rpc::reason_key_reused);
}

}  // namespace
}  // namespace plaza::booking
