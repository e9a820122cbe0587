#include "services/pharmacy/app/cursor.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::id;

const Place place{.chord_squared = 1.25e-7, .id = id(7)};
const SearchParameters by_id{};
const SearchParameters near_taipei{.near = Position{25.0478, 121.5170}, .in_stock = MaskKind::adult};

TEST(Cursor, round_trips) {
  EXPECT_EQ(read_cursor(near_taipei, make_cursor(near_taipei, place)), place);
  const Place zero{.chord_squared = 0, .id = id(1)};
  EXPECT_EQ(read_cursor(by_id, make_cursor(by_id, zero)), zero);
}

TEST(Cursor, is_bound_to_its_search) {
  const auto cursor = make_cursor(near_taipei, place);
  auto other = near_taipei;
  other.in_stock = MaskKind::child;
  EXPECT_FALSE(read_cursor(other, cursor));
  other = near_taipei;
  other.near->latitude += 0.0001;
  EXPECT_FALSE(read_cursor(other, cursor));
  other = near_taipei;
  other.radius_metres = 500;
  EXPECT_FALSE(read_cursor(other, cursor));
  other = near_taipei;
  other.within = Box{.south = 21, .west = 118, .north = 26, .east = 122};
  EXPECT_FALSE(read_cursor(other, cursor));
  other = near_taipei;
  other.query = "藥局";
  EXPECT_FALSE(read_cursor(other, cursor));
  EXPECT_FALSE(read_cursor(by_id, cursor));
}

TEST(Cursor, does_not_depend_on_the_page_size_or_on_how_the_query_is_written) {
  auto asked = near_taipei;
  asked.query = "台北";
  auto again = asked;
  again.query = "臺 北";
  again.first = 5;
  EXPECT_EQ(read_cursor(again, make_cursor(asked, place)), place);
}

TEST(Cursor, of_what_is_open_now_is_good_a_minute_later) {
  auto asked = near_taipei;
  asked.open_at = testing::taiwan("2020/02/14 11:59:30");
  auto later = near_taipei;
  later.open_at = testing::taiwan("2020/02/14 12:00:30");
  const auto cursor = make_cursor(asked, place);
  EXPECT_EQ(read_cursor(later, cursor), place);
  EXPECT_FALSE(read_cursor(near_taipei, cursor));
}

TEST(Cursor, garbage_is_none) {
  const auto cursor = make_cursor(by_id, place);
  for (const auto& text : {std::string(), std::string("x"), std::string(35, 'A'), cursor + "A", cursor.substr(1),
                           "!" + cursor.substr(1)}) {
    EXPECT_FALSE(read_cursor(by_id, text)) << text;
  }
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    auto changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_cursor(by_id, changed)) << i;
  }
}

}  // namespace
}  // namespace plaza::pharmacy
