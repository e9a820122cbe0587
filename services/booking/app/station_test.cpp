#include "services/booking/app/station.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

using testing::ElementsAre;

StationList some() {
  return StationList({{.name = "PWTC", .state = "Kuala Lumpur"},
                      {.name = "IDCC", .state = "Selangor"},
                      {.name = "UM", .state = "Kuala Lumpur"},
                      {.name = "UKM", .state = "Selangor"}});
}

std::vector<std::string> names(const std::vector<const Station*>& stations) {
  std::vector<std::string> all;
  all.reserve(stations.size());
  for (const auto* station : stations) all.push_back(station->name);
  return all;
}

TEST(StationList, a_station_is_found_by_its_name) {
  const auto stations = some();
  ASSERT_NE(stations.find("PWTC"), nullptr);
  EXPECT_EQ(stations.find("PWTC")->state, "Kuala Lumpur");
  EXPECT_EQ(stations.find("pwtc"), nullptr);
}

TEST(StationList, pages_follow_each_other_in_the_order_of_names) {
  const auto stations = some();
  EXPECT_THAT(names(stations.page("", "", 2)), ElementsAre("IDCC", "PWTC"));
  EXPECT_THAT(names(stations.page("", "PWTC", 10)), ElementsAre("UKM", "UM"));
  EXPECT_THAT(names(stations.page("", "UM", 10)), ElementsAre());
}

TEST(StationList, a_state_has_its_own_stations) {
  EXPECT_THAT(names(some().page("Selangor", "", 10)), ElementsAre("IDCC", "UKM"));
  EXPECT_THAT(names(some().page("Selangor", "IDCC", 1)), ElementsAre("UKM"));
}

}  // namespace
}  // namespace plaza::booking
