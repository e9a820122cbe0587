#include "services/shipping/adapters/erasure.hpp"

#include "services/shipping/adapters/testing.hpp"

namespace plaza::shipping {
namespace {

using Erasure = ServiceTest;

constexpr const char* persons_left =
    "select count(*) from shipments where owner <> '' or customer_name <> '' or not erased";
constexpr const char* notes_left = "select count(*) from shipment_events where note <> ''";

TEST_F(Erasure, is_for_the_person_and_for_operators) {
  EXPECT_EQ(erase("ada", as("bob")).error().code, Code::permission_denied);
  EXPECT_EQ(erase("ada", as("van", {"courier"})).error().code, Code::permission_denied);
  EXPECT_EQ(erase("", as("")).error().code, Code::permission_denied);
  EXPECT_EQ(erase("", as("root", {"operator"})).error().code, Code::invalid_argument);
  EXPECT_TRUE(erase("ada", as("ada")));
  EXPECT_TRUE(erase("ada", as("root", {"operator"})));
}

TEST_F(Erasure, takes_owner_name_and_notes_and_leaves_the_shipment) {
  const auto order = new_order();
  auto packed = report(requested(order).id(), v1::SHIPMENT_STATUS_PACKED);
  packed.set_note("for Ada at the back door");
  ASSERT_TRUE(record(packed));
  ASSERT_TRUE(take(creation(new_order(), "bob")));
  const auto erased = erase("ada", as("ada"));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->shipments_erased(), 1);
  EXPECT_EQ(erase("ada", as("ada"))->shipments_erased(), 0);
  EXPECT_EQ(ask(persons_left), "1");
  EXPECT_EQ(ask(notes_left), "0");
  EXPECT_EQ(ask("select count(*) from erased_persons where encode(person, 'escape') like '%ada%'"), "0");
  EXPECT_EQ(of_order(order).error().code, Code::not_found);
  const auto left = of_order(order, as("van", {"courier"}));
  ASSERT_TRUE(left);
  EXPECT_EQ(left->status(), v1::SHIPMENT_STATUS_PACKED);
  EXPECT_EQ(left->customer_name(), "");
  EXPECT_TRUE(shows("shipments_total{what=\"erased\"} 1"));
}

TEST_F(Erasure, what_was_erased_goes_on_its_way_and_tells_of_no_person) {
  const auto id = requested(new_order()).id();
  ASSERT_TRUE(erase("ada", as("ada")));
  server.run(address, "delete from outbox");
  auto packed = report(id, v1::SHIPMENT_STATUS_PACKED);
  packed.set_note("for Ada at the back door");
  const auto moved = record(packed);
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->status(), v1::SHIPMENT_STATUS_PACKED);
  EXPECT_EQ(ask(notes_left), "0");
  EXPECT_EQ(ask("select count(*) from outbox where value like '%ada%' or value like '%Ada%'"), "0");
  EXPECT_EQ(ask("select count(*) from outbox"), "1");
}

TEST_F(Erasure, lasts_whatever_is_heard_later) {
  const auto late = new_order();
  const auto late_cancelled = new_order();
  const auto late_creation = creation(late);
  const auto late_cancellation = cancellation(late_cancelled);
  const auto creation_of_cancelled = creation(late_cancelled);
  pass_a_moment();
  ASSERT_TRUE(erase("ada", as("ada")));
  for (const auto& event : {late_creation, late_cancellation, creation_of_cancelled, late_creation}) {
    ASSERT_TRUE(take(event));
  }
  EXPECT_EQ(ask("select count(*) from shipments"), "2");
  EXPECT_EQ(ask(persons_left), "0");
  EXPECT_EQ(of_order(late).error().code, Code::not_found);
  EXPECT_EQ(of_order(late, as("van", {"courier"}))->customer_name(), "");
  EXPECT_EQ(of_order(late_cancelled, as("van", {"courier"}))->status(), v1::SHIPMENT_STATUS_CANCELLED);
}

TEST_F(Erasure, lasts_when_an_operator_cancels_afterwards_and_the_creation_is_heard_of_last) {
  const auto order = new_order();
  const auto late_creation = creation(order);
  pass_a_moment();
  ASSERT_TRUE(erase("ada", as("ada")));
  pass_a_moment();
  ASSERT_TRUE(take(cancellation(order, "")));  // an erased order has no owner
  ASSERT_TRUE(take(late_creation));
  EXPECT_EQ(ask(persons_left), "0");
  EXPECT_EQ(of_order(order, as("bob")).error().code, Code::not_found);
}

TEST_F(Erasure, what_the_same_person_orders_later_is_theirs_again) {
  ASSERT_TRUE(take(creation(new_order())));
  ASSERT_TRUE(erase("ada", as("ada")));
  pass_a_moment();
  const auto anew = new_order();
  ASSERT_TRUE(take(creation(anew)));
  EXPECT_EQ(of_order(anew)->customer_name(), "caesar");
}

TEST_F(Erasure, misses_nothing_that_is_being_written) {
  for (int round = 0; round < 20; ++round) {
    auto packed = report(requested(new_order()).id(), v1::SHIPMENT_STATUS_PACKED);
    packed.set_note("for Ada at the back door");
    const auto late = creation(new_order());
    pass_a_moment();
    auto reported = begin(service.record(packed, as("van", {"courier"}), workers[0]), 0);
    auto heard = begin(orders.take(workers[0], late), 0);
    v1::ErasePersonRequest request;
    request.set_subject("ada");
    auto erased = begin(service.erase(request, as("ada"), workers[1]), 1);
    EXPECT_TRUE(reported.get());
    EXPECT_TRUE(heard.get());
    EXPECT_TRUE(erased.get());
    ASSERT_EQ(ask(persons_left), "0") << "in round " << round;
    ASSERT_EQ(ask(notes_left), "0") << "in round " << round;
  }
}

}  // namespace
}  // namespace plaza::shipping
