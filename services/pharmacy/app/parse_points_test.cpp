#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/pharmacy/app/points.hpp"

namespace plaza::pharmacy {
namespace {

std::string feature(std::string_view properties, std::string_view coordinates = "[121.5, 25.0]") {
  return fmt::format(R"({{"type":"Feature","properties":{{{}}},"geometry":{{"type":"Point","coordinates":{}}}}})",
                     properties, coordinates);
}

ParsedPoints parsed(const std::string& features) {
  auto points = parse_points(fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features));
  EXPECT_TRUE(points);
  return std::move(*points);
}

TEST(ParsePoints, longitude_comes_first) {
  const auto points = parsed(feature(R"("id":"0145080011")", "[121.521188, 23.601927]"));
  ASSERT_EQ(points.points.size(), 1);
  EXPECT_EQ(points.points[0].position, (Position{.latitude = 23.601927, .longitude = 121.521188}));
}

TEST(ParsePoints, drops_and_counts_positions_outside_taiwan) {
  for (const auto* coordinates :
       {"[0, 0]", "[23.6, 121.5]", "[122.3, 25]", "[121.5]", "[]", "null", "[\"121.5\", 25]"}) {
    const auto points = parsed(feature(R"("id":"0145080011")", coordinates));
    ASSERT_EQ(points.points.size(), 1) << coordinates;
    EXPECT_FALSE(points.points[0].position) << coordinates;
    EXPECT_EQ(points.dropped_positions, 1) << coordinates;
  }
}

TEST(ParsePoints, unknown_periods_stay_unknown) {
  const auto points =
      parsed(feature(R"("id":"0000000001","service_periods":"NNNNNNYNNNNNNYNNNNNNY")") + "," +
             feature(R"("id":"0000000002","service_periods":"")") + "," + feature(R"("id":"0000000003")") + "," +
             feature(R"("id":"0000000004","service_periods":"NNN")") + "," +
             feature(R"("id":"0000000005","service_periods":null)"));
  EXPECT_EQ(points.points[0].open_periods->text(), "NNNNNNYNNNNNNYNNNNNNY");
  for (const auto i : {1U, 2U, 3U, 4U}) EXPECT_FALSE(points.points[i].open_periods) << i;
  EXPECT_EQ(points.unknown_periods, 1);
}

TEST(ParsePoints, reads_name_address_and_phone) {
  const auto points =
      parsed(feature(R"("id":"5901010076","name":"榮星藥局","address":"臺北市","phone":"(02)27124696")"));
  EXPECT_EQ(points.points[0].name, "榮星藥局");
  EXPECT_EQ(points.points[0].address, "臺北市");
  EXPECT_EQ(points.points[0].phone, "(02)27124696");
}

TEST(ParsePoints, counts_features_without_a_usable_id) {
  const auto points =
      parsed(feature(R"("name":"x")") + "," + feature(R"("id":145080011)") + "," + feature(R"("id":"short")") + ",7," +
             feature(R"("id":"0145080011")") + "," + feature(R"("id":"0145080011")"));
  EXPECT_EQ(points.points.size(), 1);
  EXPECT_EQ(points.rejected_features, 5);
}

TEST(ParsePoints, refuses_what_is_not_geojson) {
  for (const auto* text : {"", "{", "[]", "{}", R"({"features":{}})", "<html>"}) {
    EXPECT_EQ(parse_points(text).error().reason, "POINTS_NOT_GEOJSON") << text;
  }
}

TEST(Points, are_sorted_and_indexed) {
  const Points points(parsed(feature(R"("id":"0000000002")") + "," + feature(R"("id":"0000000001")", "null")).points);
  EXPECT_EQ(points.all()[0].id.view(), "0000000001");
  EXPECT_EQ(points.tree().size(), 1);
}

}  // namespace
}  // namespace plaza::pharmacy
