#include "gateway/api/stations.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = booking::v1;

v1::Station pwtc() {
  v1::Station station;
  station.set_name("PWTC");
  station.set_state("W.P. Kuala Lumpur");
  station.set_latitude(3.5);
  station.set_longitude(101.5);
  for (const auto* date : {"2021-05-16", "2021-05-17"}) {
    auto& day = *station.add_days();
    day.set_date(date);
    day.set_capacity(1'000);
    day.set_available(318);
  }
  return station;
}

constexpr std::string_view pwtc_json =
    R"({"id":"PWTC","name":"PWTC","state":"W.P. Kuala Lumpur","latitude":3.5,"longitude":101.5,"days":[)"
    R"({"date":"2021-05-16","capacity":1000,"available":318},{"date":"2021-05-17","capacity":1000,"available":318}]})";

class StationRoutes : public testing::RouteTest {
 protected:
  StationRoutes() {
    stations_.describe(api_);
    api_.add_routes(router_);
    service_.answer<v1::GetStation>([](const v1::GetStationRequest& request) -> Result<v1::GetStationResponse> {
      if (request.name() != "PWTC") return fail(Code::not_found, "there is no such station");
      v1::GetStationResponse response;
      *response.mutable_station() = pwtc();
      return response;
    });
    service_.answer<v1::SetCapacity>([this](const v1::SetCapacityRequest& request) -> Result<v1::SetCapacityResponse> {
      set_ = request;
      if (refuse_) return std::unexpected(*refuse_);
      v1::SetCapacityResponse response;
      response.mutable_day()->set_date("2021-05-16");
      response.mutable_day()->set_capacity(static_cast<std::int32_t>(request.capacity()));
      return response;
    });
  }

  http::Response put(std::string_view target, std::string_view body) {
    http::Request::Message message;
    message.method(http::Method::put);
    message.target(target);
    message.body() = body;
    return send(message);
  }

  BodyReaders bodies_{2};
  Stations stations_{channels_, bodies_};
  Api api_;
  v1::SetCapacityRequest set_;
  std::optional<Error> refuse_;
};

TEST_F(StationRoutes, a_station_is_read_with_its_days) {
  const auto response = get("/api/v1/stations/PWTC");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(response.text(), pwtc_json);
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=1");
}

TEST_F(StationRoutes, a_station_that_there_is_not_is_not_found) {
  const auto response = get("/api/v1/stations/Nowhere%20Hall");
  EXPECT_EQ(response.status, 404U);
  EXPECT_THAT(std::string(response.text()), HasSubstr("no station has the id Nowhere Hall"));
}

TEST_F(StationRoutes, stations_are_listed_by_state_and_page) {
  v1::ListStationsRequest asked;
  service_.answer<v1::ListStations>(
      [&asked](const v1::ListStationsRequest& request) -> Result<v1::ListStationsResponse> {
        asked = request;
        v1::ListStationsResponse response;
        *response.add_stations() = pwtc();
        response.mutable_stations(0)->clear_latitude();
        response.set_next_cursor("bmV4dA");
        return response;
      });
  const auto response = get("/api/v1/stations?state=Selangor&first=3&after=YWZ0ZXI");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_THAT(std::string(response.text()), ::testing::StartsWith(R"({"items":[{"id":"PWTC")"));
  EXPECT_THAT(std::string(response.text()), HasSubstr(R"("latitude":null)"));
  EXPECT_THAT(std::string(response.text()), HasSubstr(R"("nextCursor":"bmV4dA")"));
  EXPECT_EQ(asked.state(), "Selangor");
  EXPECT_EQ(asked.page_size(), 3);
  EXPECT_EQ(asked.cursor(), "YWZ0ZXI");
  EXPECT_EQ(get("/api/v1/stations?first=0").status, 400U);
}

TEST_F(StationRoutes, a_capacity_is_set_by_operators_alone) {
  const auto* day = "/api/v1/stations/PWTC/days/2021-05-16";
  EXPECT_EQ(put(day, R"({"capacity":7})").status, 401U);
  asks_ = {.subject = "alice", .scopes = {}};
  EXPECT_EQ(put(day, R"({"capacity":7})").status, 403U);
  EXPECT_EQ(service_.calls, 0);
  asks_ = {.subject = "boss", .scopes = {"operator"}};
  const auto response = put(day, R"({"capacity":7})");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(response.text(), R"({"date":"2021-05-16","capacity":7,"available":0})");
  EXPECT_EQ(set_.station(), "PWTC");
  EXPECT_EQ(set_.date(), "2021-05-16");
  EXPECT_EQ(set_.capacity(), 7);
}

TEST_F(StationRoutes, a_capacity_that_cannot_be_is_refused) {
  asks_ = {.subject = "boss", .scopes = {"operator"}};
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/soon", R"({"capacity":7})").status, 400U);
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/2021-02-29", R"({"capacity":7})").status, 400U);
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/20210516", R"({"capacity":-1})").status, 400U);
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/20210516", R"({})").status, 400U);
  EXPECT_EQ(service_.calls, 0);
  refuse_ = Error{.code = Code::failed_precondition, .message = "8 are taken", .reason = "BELOW_TAKEN"};
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/20210516", R"({"capacity":7})").status, 409U);
  refuse_ = Error{.code = Code::not_found, .message = "there is no such station"};
  EXPECT_EQ(put("/api/v1/stations/PWTC/days/20210516", R"({"capacity":7})").status, 404U);
}

}  // namespace
}  // namespace plaza::gateway
