#include "services/pharmacy/app/search.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using ::testing::ElementsAre;
using testing::feed;
using testing::id;
using ::testing::IsEmpty;
using testing::point;
using ::testing::SizeIs;
using testing::taiwan;

constexpr Position taipei_station{25.0478, 121.5170};

std::vector<std::string> ids(const Page& page) {
  std::vector<std::string> found;
  found.reserve(page.hits.size());
  for (const auto& hit : page.hits) found.emplace_back(hit.pharmacy->id.view());
  return found;
}

std::string text(int n) {
  return std::string(id(n).view());
}

std::vector<std::string> found(const Snapshot& snapshot, const SearchParameters& asked) {
  const auto page = search(snapshot, asked);
  EXPECT_TRUE(page) << page.error().message;
  return ids(*page);
}

// All pages of a search, one after the other.
std::vector<std::string> all_pages(const Snapshot& snapshot, SearchParameters asked) {
  std::vector<std::string> gathered;
  for (;;) {
    const auto page = search(snapshot, asked);
    EXPECT_TRUE(page) << page.error().message;
    EXPECT_LE(page->hits.size(), static_cast<std::size_t>(asked.first));
    for (auto& name : ids(*page)) gathered.push_back(std::move(name));
    if (!page->next_cursor) return gathered;
    EXPECT_THAT(page->hits, SizeIs(asked.first));
    asked.after = page->next_cursor;
  }
}

// Three along one street, and one that nobody knows the place of.
std::shared_ptr<const Snapshot> street() {
  return testing::snapshot({point(id(1), {25.05, 121.52}, "NNNNNNYNNNNNNYNNNNNNY"), point(id(2), {25.05, 121.53}),
                            point(id(3), {25.05, 121.51}, "YYYYYYYYYYYYYYYYYYYYY")},
                           {{.id = id(1), .adult = 5, .child = 0, .name = "榮星藥局", .address = "台北市南京東路４段"},
                            {.id = id(2), .adult = 0, .child = 3, .name = "大山藥局", .address = "臺北市"},
                            {.id = id(3), .name = "健康 Care"},
                            {.id = id(4), .name = "遠方藥局", .address = "高雄市２－２號"}});
}

TEST(Search, without_a_place_all_come_by_id) {
  EXPECT_THAT(found(*street(), {}), ElementsAre(text(1), text(2), text(3), text(4)));
  EXPECT_FALSE(search(*street(), {})->hits[0].distance_metres);
}

TEST(Search, nearest_come_first_and_only_those_with_a_position) {
  const auto snapshot = street();
  const auto page = search(*snapshot, {.near = Position{25.05, 121.5101}});
  EXPECT_THAT(ids(*page), ElementsAre(text(3), text(1), text(2)));
  EXPECT_NEAR(*page->hits[0].distance_metres, 10.07, 0.01);
}

TEST(Search, radius_is_a_limit_in_metres) {
  EXPECT_THAT(found(*street(), {.near = Position{25.05, 121.5101}, .radius_metres = 1'100}),
              ElementsAre(text(3), text(1)));
}

TEST(Search, box_holds_only_what_has_a_position_in_it) {
  SearchParameters asked{.within = Box{.south = 25, .west = 121.515, .north = 25.1, .east = 121.6}};
  EXPECT_THAT(found(*street(), asked), ElementsAre(text(1), text(2)));
  asked.near = Position{25.05, 121.6};
  EXPECT_THAT(found(*street(), asked), ElementsAre(text(2), text(1)));
  EXPECT_THAT(found(*street(), {.within = Box{.south = 20, .west = 121.525, .north = 30, .east = 121.515}}),
              ElementsAre(text(2), text(3)));
}

TEST(Search, in_stock_asks_for_at_least_one_of_a_kind) {
  EXPECT_THAT(found(*street(), {.in_stock = MaskKind::adult}), ElementsAre(text(1), text(3), text(4)));
  EXPECT_THAT(found(*street(), {.in_stock = MaskKind::child}), ElementsAre(text(2), text(3), text(4)));
}

TEST(Search, in_stock_leaves_out_those_without_figures) {
  auto described = point(id(1), taipei_station);
  described.name = described.address = "x";
  const auto snapshot = Snapshot::from_points(std::make_shared<const Points>(std::vector{described}));
  EXPECT_THAT(found(*snapshot, {}), SizeIs(1));
  EXPECT_THAT(found(*snapshot, {.in_stock = MaskKind::adult}), IsEmpty());
}

TEST(Search, open_at_gives_only_those_known_to_be_open) {
  EXPECT_THAT(found(*street(), {.open_at = taiwan("2020/02/14 14:00:00")}), ElementsAre(text(1)));
  EXPECT_THAT(found(*street(), {.open_at = taiwan("2020/02/16 14:00:00")}), IsEmpty());
}

TEST(Search, query_finds_parts_of_names_and_addresses_however_they_are_written) {
  for (const auto* query : {"臺北市南京東路4段", "台北市 南京東路４段", "榮星", "南京　東路"}) {
    EXPECT_THAT(found(*street(), {.query = query}), ElementsAre(text(1))) << query;
  }
  EXPECT_THAT(found(*street(), {.query = "ＣＡＲＥ"}), ElementsAre(text(3)));
  EXPECT_THAT(found(*street(), {.query = "2–2號"}), ElementsAre(text(4)));
  EXPECT_THAT(found(*street(), {.query = "藥局台北"}), IsEmpty());
  EXPECT_THAT(found(*street(), {.query = " "}), SizeIs(4));
}

TEST(Search, query_and_place_go_together) {
  EXPECT_THAT(found(*street(), {.near = taipei_station, .query = "藥局"}), ElementsAre(text(1), text(2)));
}

TEST(Search, those_at_one_place_come_by_id) {
  std::vector<Point> points;
  std::vector<testing::Row> rows;
  for (int n = 0; n < 50; ++n) {
    points.push_back(point(id(n), {25.05, 121.5}));
    rows.push_back({.id = id(n)});
  }
  const auto snapshot = testing::snapshot(points, rows);
  const auto expected = all_pages(*snapshot, {});
  EXPECT_EQ(all_pages(*snapshot, {.near = taipei_station, .first = 7}), expected);
  EXPECT_EQ(all_pages(*snapshot, {.near = Position{25.05, 121.5}, .first = 1}), expected);
}

TEST(Search, pages_give_each_exactly_once_and_in_order) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> latitude(22, 26);
  std::uniform_real_distribution<double> longitude(119, 122);
  std::vector<Point> points;
  std::vector<testing::Row> rows;
  for (int n = 0; n < 1'000; ++n) {
    points.push_back(point(id(n), {latitude(random), longitude(random)}));
    rows.push_back({.id = id(n), .adult = n % 3, .name = n % 5 == 0 ? "健保藥局" : "藥房"});
  }
  const auto snapshot = testing::snapshot(points, rows);
  const auto centre = unit_vector(taipei_station);
  std::vector<std::pair<double, int>> by_distance;
  by_distance.reserve(1'000);
  for (int n = 0; n < 1'000; ++n) {
    by_distance.emplace_back(chord_squared(centre, unit_vector(*points[static_cast<std::size_t>(n)].position)), n);
  }
  std::ranges::sort(by_distance);
  std::vector<std::string> all;
  std::vector<std::string> in_stock;
  std::vector<std::string> named;
  for (const auto& [chord, n] : by_distance) {
    all.push_back(text(n));
    if (n % 3 > 0) in_stock.push_back(text(n));
    if (n % 5 == 0) named.push_back(text(n));
  }
  EXPECT_EQ(all_pages(*snapshot, {.near = taipei_station, .first = 100}), all);
  EXPECT_EQ(all_pages(*snapshot, {.near = taipei_station, .first = 13}), all);
  EXPECT_EQ(all_pages(*snapshot, {.near = taipei_station, .in_stock = MaskKind::adult, .first = 17}), in_stock);
  EXPECT_EQ(all_pages(*snapshot, {.near = taipei_station, .query = "健保", .first = 20}), named);
  EXPECT_THAT(all_pages(*snapshot, {.first = 99}), SizeIs(1'000));
}

TEST(Search, a_cursor_outlives_its_snapshot) {
  const auto before = street();
  const auto page = search(*before, {.first = 2});
  const auto after = before->with_feed(feed({{.id = id(3), .time = "2020/02/14 14:20:00"}, {.id = id(0)}}));
  EXPECT_THAT(found(*after, {.first = 2, .after = page->next_cursor}), ElementsAre(text(3), text(4)));
  const auto near = search(*before, {.near = Position{25.05, 121.5101}, .first = 1});
  EXPECT_THAT(found(*after, {.near = Position{25.05, 121.5101}, .first = 5, .after = near->next_cursor}),
              ElementsAre(text(1), text(2)));
}

TEST(Search, last_page_has_no_cursor) {
  EXPECT_TRUE(search(*street(), {.first = 3})->next_cursor);
  EXPECT_FALSE(search(*street(), {.first = 4})->next_cursor);
}

std::vector<std::string> pointers(const SearchParameters& asked) {
  const auto page = search(*street(), asked);
  std::vector<std::string> names;
  if (page) return names;
  EXPECT_EQ(page.error().code, Code::invalid_argument);
  for (const auto& field : page.error().fields) names.push_back(field.pointer);
  return names;
}

TEST(Search, names_each_parameter_that_is_wrong) {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(pointers({.near = Position{90.1, 0}}), ElementsAre("near"));
  EXPECT_THAT(pointers({.near = Position{0, -180.1}}), ElementsAre("near"));
  EXPECT_THAT(pointers({.near = Position{nan, 0}}), ElementsAre("near"));
  EXPECT_THAT(pointers({.within = Box{.south = 26, .west = 121, .north = 25, .east = 122}}), ElementsAre("within"));
  EXPECT_THAT(pointers({.within = Box{.south = 25, .west = 121, .north = 26, .east = 181}}), ElementsAre("within"));
  EXPECT_THAT(pointers({.radius_metres = 5}), ElementsAre("radius"));
  EXPECT_THAT(pointers({.near = taipei_station, .radius_metres = 0}), ElementsAre("radius"));
  EXPECT_THAT(pointers({.near = taipei_station, .radius_metres = nan}), ElementsAre("radius"));
  EXPECT_THAT(pointers({.open_at = SystemTime{milliseconds{-62'200'000'000'000}}}), ElementsAre("openAt"));
  EXPECT_THAT(pointers({.open_at = SystemTime{milliseconds{-1}}}), IsEmpty());
  EXPECT_THAT(pointers({.query = std::string(257, 'x')}), ElementsAre("q"));
  EXPECT_THAT(pointers({.query = "\xFF"}), ElementsAre("q"));
  EXPECT_THAT(pointers({.first = 0}), ElementsAre("first"));
  EXPECT_THAT(pointers({.near = Position{91, 0}, .first = 101}), ElementsAre("near", "first"));
  EXPECT_THAT(pointers({.after = "garbage"}), ElementsAre("after"));
  EXPECT_THAT(pointers({}), IsEmpty());
}

TEST(Search, a_cursor_of_another_search_is_refused) {
  const auto page = search(*street(), {.first = 1});
  EXPECT_THAT(pointers({.query = "藥局", .after = page->next_cursor}), ElementsAre("after"));
}

}  // namespace
}  // namespace plaza::pharmacy
