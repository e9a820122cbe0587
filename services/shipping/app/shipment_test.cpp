#include "services/shipping/app/shipment.hpp"

#include <gtest/gtest.h>

namespace plaza::shipping {
namespace {

constexpr SystemTime noon{milliseconds{1'700'000'000'000}};
constexpr SystemTime later = noon + milliseconds{5};

Shipment at(Status status) {
  auto shipment = begin({}, {}, "ada", Status::requested, noon, noon);
  shipment.status = status;
  return shipment;
}

TEST(Shipment, goes_its_way_step_by_step) {
  using enum Status;
  const auto all = {requested, packed, dispatched, delivered, cancelled};
  for (const auto from : all) {
    for (const auto to : all) {
      const bool next = (from == requested && to == packed) || (from == packed && to == dispatched) ||
                        (from == dispatched && to == delivered);
      const bool stopped = to == cancelled && (from == requested || from == packed);
      EXPECT_EQ(may_become(from, to), next || stopped) << static_cast<int>(from) << " to " << static_cast<int>(to);
    }
  }
}

TEST(Shipment, is_cancelled_until_it_has_left) {
  for (const auto status : {Status::requested, Status::packed}) {
    auto shipment = at(status);
    EXPECT_TRUE(cancel(shipment, noon, later));
    EXPECT_EQ(shipment.status, Status::cancelled);
    EXPECT_EQ(shipment.version, 2);
    EXPECT_EQ(shipment.events.back().at, noon);
    EXPECT_EQ(shipment.updated_at, later);
  }
  for (const auto status : {Status::dispatched, Status::delivered, Status::cancelled}) {
    auto shipment = at(status);
    EXPECT_FALSE(cancel(shipment, noon, later));
    EXPECT_EQ(shipment, at(status));
  }
}

TEST(Shipment, can_be_told_as_it_was) {
  const auto first = begin({}, {}, "ada", Status::requested, noon, noon);
  auto shipment = first;
  become(shipment, Status::packed, noon, "shelf 3", later);
  const auto second = shipment;
  become(shipment, Status::dispatched, noon, "", later + milliseconds{1});
  EXPECT_EQ(as_at(shipment, 1), first);
  EXPECT_EQ(as_at(shipment, 2), second);
  EXPECT_EQ(as_at(shipment, 3), shipment);
}

TEST(Shipment, of_an_erased_person_moves_on_without_a_word_about_them) {
  auto shipment = at(Status::requested);
  shipment.erased = true;
  become(shipment, Status::packed, noon, "for Ada at the back door", later);
  EXPECT_EQ(shipment.status, Status::packed);
  EXPECT_EQ(shipment.events.back().note, "");
}

TEST(Shipment, is_seen_by_its_owner_couriers_and_operators) {
  const auto who = [](std::string subject, std::vector<std::string> scopes) {
    return Identity{.subject = std::move(subject), .scopes = std::move(scopes)};
  };
  auto shipment = at(Status::packed);
  EXPECT_TRUE(visible_to(shipment, who("ada", {})));
  EXPECT_FALSE(visible_to(shipment, who("bob", {})));
  EXPECT_FALSE(visible_to(shipment, who("", {})));
  EXPECT_TRUE(visible_to(shipment, who("van", {"courier"})));
  shipment.owner.clear();
  EXPECT_TRUE(visible_to(shipment, who("bob", {})));
  shipment.erased = true;
  EXPECT_FALSE(visible_to(shipment, who("bob", {})));
  EXPECT_TRUE(visible_to(shipment, who("root", {"operator"})));
}

}  // namespace
}  // namespace plaza::shipping
