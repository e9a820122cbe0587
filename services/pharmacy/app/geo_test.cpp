#include "services/pharmacy/app/geo.hpp"

#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

double haversine_metres(Position a, Position b) {
  const double to_radians = std::numbers::pi / 180;
  const double by_latitude = std::sin((b.latitude - a.latitude) * to_radians / 2);
  const double by_longitude = std::sin((b.longitude - a.longitude) * to_radians / 2);
  const double h = by_latitude * by_latitude +
                   std::cos(a.latitude * to_radians) * std::cos(b.latitude * to_radians) * by_longitude * by_longitude;
  return 2 * earth_radius_metres * std::asin(std::sqrt(h));
}

double distance(Position a, Position b) {
  return metres_of_chord(chord_squared(unit_vector(a), unit_vector(b)));
}

TEST(Geo, distance_of_the_worked_example) {
  EXPECT_NEAR(distance({25.0330, 121.5654}, {25.0478, 121.5170}), 5'150, 5);
}

TEST(Geo, distance_is_that_of_the_haversine_formula) {
  const Position taipei{25.0478, 121.5170};
  for (const auto other : {Position{25.04781, 121.51701}, Position{22.6273, 120.3014}, Position{26.16, 119.95},
                           Position{-33.9, 18.4}, Position{90, 0}, Position{0, -179.9}}) {
    EXPECT_NEAR(distance(taipei, other), haversine_metres(taipei, other), 1e-3);
  }
  EXPECT_EQ(distance(taipei, taipei), 0);
  EXPECT_LE(distance({0, 0}, {0, 180}), distance_metres_max);
}

TEST(Box, edges_belong_to_it) {
  const Box box{.south = 25, .west = 121, .north = 26, .east = 122};
  EXPECT_TRUE(box.contains({25, 121}));
  EXPECT_TRUE(box.contains({26, 122}));
  EXPECT_FALSE(box.contains({26.1, 121.5}));
  EXPECT_FALSE(box.contains({25.5, 120.9}));
}

TEST(Box, crosses_the_antimeridian_when_east_is_smaller_than_west) {
  const Box box{.south = -20, .west = 170, .north = 30, .east = -170};
  EXPECT_TRUE(box.contains({0, 175}));
  EXPECT_TRUE(box.contains({0, -175}));
  EXPECT_FALSE(box.contains({0, 121}));
}

}  // namespace
}  // namespace plaza::pharmacy
