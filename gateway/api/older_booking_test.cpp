#include "gateway/api/older_booking.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = booking::v1;

constexpr std::string_view body =
    R"({"address":"1, Jalan","date":"20210516","firstName":"Ada","lastName":"binti Ali","location":"PWTC",)"
    R"("mysejahteraId":"900127015527","phoneNumber":"0123456789"})";

class OlderBookingRoutes : public testing::RouteTest {
 protected:
  OlderBookingRoutes() {
    older_.describe(api_);
    api_.add_routes(router_);
    service_.answer<v1::Reserve>([this](const v1::ReserveRequest& request) -> Result<v1::ReserveResponse> {
      asked_ = request;
      if (refuse_) return std::unexpected(*refuse_);
      return v1::ReserveResponse();
    });
  }
  std::string refused_with(Error error) {
    refuse_ = std::move(error);
    const auto response = post("/booking", body);
    EXPECT_EQ(response.status, 400U);
    return std::string(response.text());
  }

  BodyReaders bodies_{2};
  OlderBooking older_{channels_, bodies_, clock_};
  Api api_;
  v1::ReserveRequest asked_;
  std::optional<Error> refuse_;
};

TEST_F(OlderBookingRoutes, a_booking_is_answered_with_what_was_sent) {
  const auto response = post("/booking", body);
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(response.text(),
            R"({"mysejahteraId":"900127015527","firstName":"Ada","lastName":"binti Ali","address":"1, Jalan",)"
            R"("location":"PWTC","phoneNumber":"0123456789","date":"20210516"})");
  EXPECT_EQ(asked_.station(), "PWTC");
  EXPECT_EQ(asked_.person().mysejahtera_id(), "900127015527");
}

TEST_F(OlderBookingRoutes, a_body_is_read_whatever_it_says_that_it_is) {
  http::Request::Message message;
  message.method(http::Method::post);
  message.target("/booking");
  message.set(http::Field::content_type, "text/html");
  message.body() = body;
  EXPECT_EQ(send(message).status, 200U);
}

TEST_F(OlderBookingRoutes, refusals_are_told_in_the_words_that_the_client_knows) {
  EXPECT_EQ(refused_with({.code = Code::failed_precondition, .message = "full", .reason = "FULLY_BOOKED"}),
            R"({"status":"Failed","message":"Sorry, station is fully booked"})");
  const auto* no_place = R"({"status":"Failed","message":"station location:PWTC:20210516 location & date )"
                         R"(combination is invalid"})";
  EXPECT_EQ(refused_with({.code = Code::not_found, .message = "no places", .reason = "UNKNOWN_DAY"}), no_place);
  EXPECT_EQ(refused_with({.code = Code::invalid_argument,
                          .message = "not valid",
                          .fields = {{.pointer = "/date", .detail = "must be"}}}),
            no_place);
  EXPECT_EQ(refused_with({.code = Code::already_exists, .message = "the person has an active booking"}),
            R"({"status":"Failed","message":"the person has an active booking"})");
  EXPECT_EQ(refused_with({.code = Code::invalid_argument,
                          .message = "not valid",
                          .fields = {{.pointer = "/phoneNumber", .detail = "must"}}}),
            R"({"status":"Failed","message":"phoneNumber must"})");
}

TEST_F(OlderBookingRoutes, a_person_without_a_number_cannot_book) {
  for (const auto* text : {R"({"mysejahteraId":"","firstName":"","lastName":"","address":"","location":"",)"
                           R"("phoneNumber":"","date":""})",
                           R"({"firstName":"","lastName":"","address":"","location":"","phoneNumber":"","date":""})"}) {
    const auto response = post("/booking", text);
    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(response.text(), R"({"status":"Failed","message":"MySejahteraID cannot be empty"})");
  }
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(OlderBookingRoutes, what_is_no_booking_is_refused_in_the_same_form) {
  EXPECT_EQ(post("/booking", R"({"mysejahteraId":"900127015527"})").text(),
            R"({"status":"Failed","message":"firstName is missing"})");
  for (const auto* text : {"{", "[]", ""}) {
    const auto response = post("/booking", text);
    EXPECT_EQ(response.status, 400U);
    EXPECT_THAT(std::string(response.text()), HasSubstr(R"("status":"Failed")"));
  }
  EXPECT_EQ(post("/booking", body, "monday").text(),
            R"({"status":"Failed","message":"Idempotency-Key must be a UUID where there is no token"})");
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(OlderBookingRoutes, what_is_not_for_the_requests_sake_is_no_refusal) {
  refuse_ = Error{.code = Code::unavailable, .message = "away"};
  EXPECT_EQ(post("/booking", body).status, 503U);
  refuse_ = Error{.code = Code::deadline_exceeded, .message = "late"};
  EXPECT_EQ(post("/booking", body).status, 504U);
}

TEST_F(OlderBookingRoutes, days_come_in_their_order_as_the_client_knows_them) {
  service_.answer<v1::GetStation>([](const v1::GetStationRequest& request) -> Result<v1::GetStationResponse> {
    if (request.name() != "PWTC") return fail(Code::not_found, "there is no such station");
    v1::GetStationResponse response;
    for (const auto* date : {"2021-05-16", "2021-05-17"}) {
      auto& day = *response.mutable_station()->add_days();
      day.set_date(date);
      day.set_available(1'000);
    }
    return response;
  });
  const auto response = get("/stations/PWTC");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(response.text(), R"([{"location":"PWTC","date":"20210516","availability":1000},)"
                             R"({"location":"PWTC","date":"20210517","availability":1000}])");
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=1");
  EXPECT_EQ(get("/stations/Nowhere").status, 404U);
}

}  // namespace
}  // namespace plaza::gateway
