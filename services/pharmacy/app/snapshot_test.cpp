#include "services/pharmacy/app/snapshot.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::feed;
using testing::id;
using testing::point;
using testing::taiwan;

constexpr auto* first_time = "2020/02/14 14:16:05";
constexpr auto* second_time = "2020/02/14 14:16:34";

TEST(Snapshot, a_known_id_that_is_missing_is_sold_out_since_the_snapshots_time) {
  const auto before = testing::snapshot({}, {{.id = id(1), .name = "甲"}, {.id = id(2)}});
  const auto after = before->with_feed(feed({{.id = id(2), .time = second_time}}));
  const auto* pharmacy = after->find(id(1));
  ASSERT_TRUE(pharmacy);
  EXPECT_EQ(pharmacy->mask, (MaskStock{.adult = 0, .child = 0, .updated_at = taiwan(second_time)}));
  EXPECT_EQ(pharmacy->details->name, "甲");
  EXPECT_EQ(pharmacy->details->address, "臺北市");
}

TEST(Snapshot, each_row_keeps_its_own_time) {
  const auto snapshot = testing::snapshot({}, {{.id = id(1), .time = first_time}, {.id = id(2), .time = second_time}});
  EXPECT_EQ(snapshot->updated_at(), taiwan(second_time));
  EXPECT_EQ(snapshot->find(id(1))->mask->updated_at, taiwan(first_time));
}

TEST(Snapshot, older_figures_never_replace_newer_ones) {
  const auto before = testing::snapshot({}, {{.id = id(1), .adult = 7, .time = second_time}});
  const auto after = before->with_feed(feed({{.id = id(1), .adult = 3, .time = first_time}}));
  EXPECT_EQ(after->find(id(1))->mask->adult, 7);
  EXPECT_EQ(after->updated_at(), taiwan(second_time));
}

TEST(Snapshot, figures_of_the_same_time_are_taken) {
  const auto before = testing::snapshot({}, {{.id = id(1), .adult = 7}});
  EXPECT_EQ(before->with_feed(feed({{.id = id(1), .adult = 3}}))->find(id(1))->mask->adult, 3);
}

TEST(Snapshot, a_reader_keeps_the_snapshot_it_has) {
  const auto before = testing::snapshot({}, {{.id = id(1), .adult = 7}});
  const auto after = before->with_feed(feed({{.id = id(2)}}));
  EXPECT_EQ(before->pharmacies().size(), 1);
  EXPECT_EQ(before->find(id(1))->mask->adult, 7);
  EXPECT_EQ(after->pharmacies().size(), 2);
}

TEST(Snapshot, shares_the_details_that_did_not_change) {
  const auto before = testing::snapshot({}, {{.id = id(1)}, {.id = id(2)}});
  const auto after = before->with_feed(feed({{.id = id(1)}, {.id = id(2), .name = "新"}}));
  EXPECT_EQ(after->find(id(1))->details, before->find(id(1))->details);
  EXPECT_EQ(after->find(id(2))->details->name, "新");
}

TEST(Snapshot, points_with_a_name_and_an_address_are_known_before_any_feed) {
  auto described = point(id(1), {25, 121.5});
  described.name = "榮星藥局";
  described.address = "臺北市";
  const auto points = std::make_shared<const Points>(std::vector{described, point(id(2), {25, 121.6})});
  const auto before = Snapshot::from_points(points);
  ASSERT_EQ(before->pharmacies().size(), 1);
  EXPECT_FALSE(before->pharmacies()[0].mask);
  EXPECT_FALSE(before->updated_at());
  const auto after = before->with_feed(feed({{.id = id(3)}}));
  EXPECT_EQ(after->find(id(1))->mask->adult, 0);
}

TEST(Snapshot, connects_pharmacies_with_their_points) {
  const auto snapshot =
      testing::snapshot({point(id(3), {25, 121}), point(id(2), {24, 121})}, {{.id = id(1)}, {.id = id(3)}});
  EXPECT_EQ(snapshot->find(id(1))->point, Pharmacy::no_point);
  EXPECT_EQ(snapshot->point_of(*snapshot->find(id(3)))->position->latitude, 25);
  EXPECT_EQ(snapshot->at_point(0), nullptr);
  EXPECT_EQ(snapshot->at_point(1), snapshot->find(id(3)));
}

TEST(Snapshot, finds_nothing_for_an_unknown_id) {
  EXPECT_EQ(testing::snapshot({}, {{.id = id(1)}})->find(id(2)), nullptr);
}

}  // namespace
}  // namespace plaza::pharmacy
