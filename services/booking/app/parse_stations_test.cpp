#include "services/booking/app/parse_stations.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

TEST(ParseStations, a_station_has_its_own_days_or_those_of_all) {
  const auto stations = parse_stations(R"({"days": {"from": "2021-05-16", "count": 2, "capacity": 7}, "stations": [
      {"name": "PWTC", "state": "Kuala Lumpur", "latitude": 3.16, "longitude": 101.69,
       "days": {"from": "2021-06-01", "count": 30, "capacity": 1000}},
      {"name": "Dewan", "state": "Perlis", "district": "Kangar"}]})");
  ASSERT_TRUE(stations) << stations.error().message;
  ASSERT_EQ(stations->size(), 2U);
  EXPECT_EQ((*stations)[0].season.capacity, 1'000);
  EXPECT_EQ((*stations)[0].position->latitude, 3.16);
  EXPECT_EQ((*stations)[1].season.count, 2);
  EXPECT_EQ((*stations)[1].district, "Kangar");
  EXPECT_FALSE((*stations)[1].position);
}

TEST(ParseStations, what_is_wrong_is_named) {
  for (const auto* text :
       {"", "[]", "{}", R"({"stations": 1})", R"({"stations": [1]})", R"({"stations": [{"state": "Perlis"}]})",
        R"({"stations": [{"name": "A"}, {"name": "A"}]})", R"({"stations": [{"name": "A / B"}]})",
        R"({"stations": [{"name": "A", "days": 7}]})",
        R"({"stations": [{"name": "A", "days": {"from": "soon", "count": 1, "capacity": 1}}]})",
        R"({"stations": [{"name": "A", "days": {"from": "2021-05-16", "count": 1000, "capacity": 1}}]})"}) {
    const auto refused = parse_stations(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, Code::data_loss);
    EXPECT_FALSE(refused.error().message.empty());
  }
}

TEST(ParseStations, the_fleets_own_file_is_well) {
  std::ifstream file("deploy/local/data/stations.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto stations = parse_stations(text.str());
  ASSERT_TRUE(stations) << stations.error().message;
  const StationList all(*stations);
  ASSERT_NE(all.find("PWTC"), nullptr);
  EXPECT_EQ(all.find("PWTC")->season.capacity, 1'000);
  EXPECT_EQ(all.find("PWTC")->season.count, 30);
}

}  // namespace
}  // namespace plaza::booking
