// Stations and bookings in the schema, with a service that answers from canned values.
#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"
#include "gateway/api/graphql_routes.hpp"
#include "gateway/api/page_assets.hpp"
#include "platform/core/json_text.hpp"
#include "platform/telemetry/recording_for_test.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = booking::v1;

constexpr std::string_view some_id = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b";

v1::Booking booking_of(std::string_view id, std::string_view station) {
  v1::Booking booking;
  booking.set_id(std::string(id));
  booking.set_station(std::string(station));
  booking.set_date("2021-05-16");
  booking.mutable_person()->set_first_name("Ada");
  booking.set_status(v1::BOOKING_STATUS_ACTIVE);
  return booking;
}

class GraphqlBookings : public testing::RouteTest {
 protected:
  GraphqlBookings() {
    graphql_ =
        *GraphqlRoutes::make({channels_, channels_, channels_, channels_}, {}, {status_, clock_, tracer_, metrics_, 2});
    graphql_->add(router_, missing_page("GraphQL", ""), limited_);
    service_.answer<v1::BatchGetStations>(
        [this](const v1::BatchGetStationsRequest& request) -> Result<v1::BatchGetStationsResponse> {
          ++station_calls_;
          v1::BatchGetStationsResponse response;
          for (const auto& name : request.names()) {
            if (name == "nowhere") continue;
            auto& station = *response.add_stations();
            station.set_name(name);
            auto& day = *station.add_days();
            day.set_date("2021-05-16");
            day.set_capacity(1'000);
            day.set_available(318);
          }
          return response;
        });
    service_.answer<v1::ListBookings>([](const v1::ListBookingsRequest&) -> Result<v1::ListBookingsResponse> {
      v1::ListBookingsResponse response;
      *response.add_bookings() = booking_of(some_id, "PWTC");
      *response.add_bookings() = booking_of(some_id, "IDCC");
      return response;
    });
    service_.answer<v1::Reserve>([this](const v1::ReserveRequest& request) -> Result<v1::ReserveResponse> {
      reserved_ = request;
      v1::ReserveResponse response;
      *response.mutable_booking() = booking_of(request.id(), request.station());
      return response;
    });
    service_.answer<v1::MoveBooking>([this](const v1::MoveBookingRequest& request) -> Result<v1::MoveBookingResponse> {
      moved_ = request;
      return fail(Code::failed_precondition, "no place is left", "FULLY_BOOKED");
    });
  }

  std::string ask(std::string_view query, std::string_view idempotency_key = {}) {
    std::string body = R"({"query":)";
    append_json_string(body, query);
    return std::string(post("/graphql", body + "}", idempotency_key).text());
  }

  telemetry::Metrics metrics_{2};
  telemetry::RecordingTracer tracer_{false};
  rpc::ChannelBoard board_;
  Rates rates_{metrics_, clock_, workers_[0]};
  FleetStatusRoute status_{board_, rates_, channels_, clock_};
  std::unique_ptr<GraphqlRoutes> graphql_;
  std::vector<LimitedRoute> limited_;
  int station_calls_ = 0;
  v1::ReserveRequest reserved_;
  v1::MoveBookingRequest moved_;
};

TEST_F(GraphqlBookings, a_station_is_found_by_its_name_and_as_a_node) {
  EXPECT_EQ(ask(R"({ station(name: "PWTC") { id name latitude days { date capacity available } } })"),
            R"({"data":{"station":{"id":"U3RhdGlvbjpQV1RD","name":"PWTC","latitude":null,)"
            R"("days":[{"date":"2021-05-16","capacity":1000,"available":318}]}}})");
  EXPECT_EQ(ask(R"({ station(name: "nowhere") { id } node(id: "U3RhdGlvbjpQV1RD") { __typename } })"),
            R"({"data":{"station":null,"node":{"__typename":"Station"}}})");
}

TEST_F(GraphqlBookings, the_stations_of_a_page_of_bookings_leave_as_one_call) {
  asks_.subject = "ada";
  EXPECT_EQ(ask("{ bookings { nodes { firstName status station { name } } } }"),
            R"({"data":{"bookings":{"nodes":[{"firstName":"Ada","status":"ACTIVE","station":{"name":"PWTC"}},)"
            R"({"firstName":"Ada","status":"ACTIVE","station":{"name":"IDCC"}}]}}})");
  EXPECT_EQ(station_calls_, 1);
  asks_.subject.clear();
  EXPECT_THAT(ask("{ bookings { nodes { id } } }"), HasSubstr("UNAUTHENTICATED"));
}

TEST_F(GraphqlBookings, a_booking_is_made_with_a_key_of_its_own) {
  constexpr std::string_view query =
      R"(mutation { createBooking(input: {station: "PWTC", date: "20210516", firstName: "Ada", lastName: "binti Ali",
           address: "1, Jalan", phoneNumber: "0123456789", mysejahteraId: "900127-01-5527"}) { date station { name } } })";
  EXPECT_EQ(ask(query, some_id), R"({"data":{"createBooking":{"date":"2021-05-16","station":{"name":"PWTC"}}}})");
  EXPECT_EQ(reserved_.date(), "20210516");
  EXPECT_EQ(reserved_.person().mysejahtera_id(), "900127-01-5527");
  EXPECT_FALSE(reserved_.idempotency_key().empty());
}

TEST_F(GraphqlBookings, what_the_service_refuses_is_told_by_its_reason) {
  const auto answer = ask(
      fmt::format(R"(mutation {{ moveBooking(id: "{}", station: "IDCC", date: "2021-05-17") {{ id }} }})", some_id));
  EXPECT_EQ(moved_.station(), "IDCC");
  EXPECT_THAT(answer, HasSubstr(R"("code":"FAILED_PRECONDITION","reason":"FULLY_BOOKED")"));
  EXPECT_THAT(
      ask(fmt::format(R"(mutation {{ moveBooking(id: "{}", station: "I", date: "tomorrow") {{ id }} }})", some_id)),
      HasSubstr("Date is a day"));
}

}  // namespace
}  // namespace plaza::gateway
