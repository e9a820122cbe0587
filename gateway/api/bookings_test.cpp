#include "gateway/api/bookings.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"
#include "platform/core/uuid.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = booking::v1;

constexpr std::string_view some_id = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b";
constexpr std::string_view some_key = "7f3c9a52-4a0e-4d55-9d5e-0f6b9c1f2e11";
constexpr std::string_view new_booking =
    R"({"station":"PWTC","date":"20210516","firstName":"Ada","last_name":"binti Ali","address":"1, Jalan",)"
    R"("phoneNumber":"0123456789","mysejahteraId":"900127-01-5527"})";

v1::Booking booking_of(std::string_view id, std::int64_t version = 1) {
  v1::Booking booking;
  booking.set_id(std::string(id));
  booking.set_station("PWTC");
  booking.set_date("2021-05-16");
  booking.set_status(version == 1 ? v1::BOOKING_STATUS_ACTIVE : v1::BOOKING_STATUS_CANCELLED);
  booking.set_version(version);
  auto& person = *booking.mutable_person();
  person.set_mysejahtera_id("900127-01-5527");
  person.set_first_name("Ada");
  person.set_last_name("binti Ali");
  person.set_address("1, Jalan");
  person.set_phone_number("0123456789");
  booking.mutable_created_at()->set_seconds(1'775'032'200);
  return booking;
}

class BookingRoutes : public testing::RouteTest {
 protected:
  BookingRoutes() {
    bookings_.describe(api_);
    api_.add_routes(router_);
    service_.answer<v1::Reserve>([this](const v1::ReserveRequest& request) -> Result<v1::ReserveResponse> {
      asked_ = request;
      if (refuse_) return std::unexpected(*refuse_);
      v1::ReserveResponse response;
      *response.mutable_booking() = booking_of(request.id());
      return response;
    });
    service_.answer<v1::MoveBooking>([this](const v1::MoveBookingRequest& request) -> Result<v1::MoveBookingResponse> {
      moved_ = request;
      if (refuse_) return std::unexpected(*refuse_);
      v1::MoveBookingResponse response;
      *response.mutable_booking() = booking_of(request.id());
      return response;
    });
    service_.answer<v1::CancelBooking>(
        [this](const v1::CancelBookingRequest& request) -> Result<v1::CancelBookingResponse> {
          cancelled_ = request;
          if (refuse_) return std::unexpected(*refuse_);
          v1::CancelBookingResponse response;
          *response.mutable_booking() = booking_of(request.id(), 2);
          return response;
        });
  }

  http::Response cancel(std::string_view id, std::string_view if_match = {}) {
    http::Request::Message message;
    message.method(http::Method::delete_);
    message.target("/api/v1/bookings/" + std::string(id));
    if (!if_match.empty()) message.set(http::Field::if_match, if_match);
    return send(message);
  }
  http::Response move(std::string_view id) {
    return post(fmt::format("/api/v1/bookings/{}/move", id), R"({"station":"IDCC","date":"2021-05-17"})", some_key);
  }

  BodyReaders bodies_{2};
  Bookings bookings_{channels_, bodies_, clock_};
  Api api_;
  v1::ReserveRequest asked_;
  v1::MoveBookingRequest moved_;
  v1::CancelBookingRequest cancelled_;
  std::optional<Error> refuse_;
};

TEST_F(BookingRoutes, a_booking_is_made_and_said_where) {
  const auto response = post("/api/v1/bookings", new_booking, some_key);
  ASSERT_EQ(response.status, 201U) << response.text();
  EXPECT_EQ(Uuid::parse(asked_.id())->version(), 7);
  EXPECT_EQ(asked_.person().last_name(), "binti Ali");
  EXPECT_EQ(asked_.date(), "20210516");
  EXPECT_EQ(asked_.idempotency_key(), some_key);
  EXPECT_EQ(response.headers.get("Location"), "/api/v1/bookings/" + asked_.id());
  EXPECT_EQ(response.text(), R"({"id":")" + asked_.id() +
                                 R"(","station":"PWTC","date":"2021-05-16","firstName":"Ada","lastName":"binti Ali",)"
                                 R"("address":"1, Jalan","phoneNumber":"0123456789","mysejahteraId":"900127-01-5527",)"
                                 R"("status":"ACTIVE","createdAt":"2026-04-01T08:30:00Z"})");
}

TEST_F(BookingRoutes, what_is_missing_or_unknown_never_reaches_the_service) {
  const auto response = post("/api/v1/bookings", R"({"station":"","date":"20210516","color":"red"})");
  EXPECT_EQ(response.status, 400U);
  for (const auto* pointer : {"/station", "/color", "/firstName", "/mysejahteraId"}) {
    EXPECT_THAT(std::string(response.text()), HasSubstr(fmt::format(R"("pointer":"{}")", pointer)));
  }
  EXPECT_EQ(post("/api/v1/bookings", new_booking, "monday").status, 400U);
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(BookingRoutes, what_the_service_refuses_has_a_status_that_says_why) {
  using Failure = std::pair<Error, unsigned>;
  for (const auto& [error, status] : {
           Failure{{.code = Code::invalid_argument, .message = "not valid", .fields = {{"/mysejahteraId", "must"}}},
                   400},
           Failure{{.code = Code::not_found, .message = "no places", .reason = "UNKNOWN_DAY"}, 404},
           Failure{{.code = Code::failed_precondition, .message = "full", .reason = "FULLY_BOOKED"}, 409},
           Failure{{.code = Code::already_exists, .message = "has one", .reason = "ALREADY_BOOKED"}, 409},
           Failure{{.code = Code::failed_precondition, .message = "used", .reason = "IDEMPOTENCY_KEY_REUSED"}, 422},
           Failure{{.code = Code::unavailable, .message = "away"}, 503},
       }) {
    refuse_ = error;
    const auto response = post("/api/v1/bookings", new_booking);
    EXPECT_EQ(response.status, status) << error.message;
    EXPECT_THAT(std::string(response.text()), HasSubstr(error.message));
  }
}

TEST_F(BookingRoutes, a_booking_is_read_by_its_id) {
  service_.answer<v1::GetBooking>([](const v1::GetBookingRequest& request) -> Result<v1::GetBookingResponse> {
    if (request.id() != some_id) return fail(Code::not_found, "there is no such booking");
    v1::GetBookingResponse response;
    *response.mutable_booking() = booking_of(request.id());
    return response;
  });
  const auto found = get(fmt::format("/api/v1/bookings/{}", some_id));
  EXPECT_EQ(found.status, 200U);
  EXPECT_EQ(found.headers.get("Cache-Control"), "private, no-cache");
  EXPECT_THAT(std::string(found.headers.get("ETag")), ::testing::StartsWith("\"1-"));
  for (const auto* id : {"0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9aff", "monday"}) {
    const auto missing = get(fmt::format("/api/v1/bookings/{}", id));
    EXPECT_EQ(missing.status, 404U);
    EXPECT_THAT(std::string(missing.text()), HasSubstr(fmt::format("no booking has the id {}", id)));
  }
}

TEST_F(BookingRoutes, a_list_is_for_those_who_are_known) {
  service_.answer<v1::ListBookings>([](const v1::ListBookingsRequest& request) -> Result<v1::ListBookingsResponse> {
    v1::ListBookingsResponse response;
    for (int i = 0; i < request.page_size(); ++i) *response.add_bookings() = booking_of(some_id);
    return response;
  });
  EXPECT_EQ(get("/api/v1/bookings").status, 401U);
  asks_ = {.subject = "alice", .scopes = {}};
  const auto page = get("/api/v1/bookings?first=1");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(std::string(page.text()), HasSubstr(R"("nextCursor":null)"));
}

TEST_F(BookingRoutes, a_cancellation_may_be_meant_for_one_version) {
  const auto response = cancel(some_id, "\"3-9f86d081884c7d65\"");
  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(std::string(response.text()), HasSubstr(R"("status":"CANCELLED")"));
  EXPECT_THAT(std::string(response.headers.get("ETag")), ::testing::StartsWith("\"2-"));
  EXPECT_EQ(cancelled_.expected_version(), 3);
  EXPECT_EQ(cancel("monday").status, 404U);
  refuse_ = Error{.code = Code::failed_precondition, .message = "at 2", .reason = "VERSION_MISMATCH"};
  EXPECT_EQ(cancel(some_id).status, 412U);
  EXPECT_FALSE(cancelled_.has_expected_version());
}

TEST_F(BookingRoutes, a_booking_moves_where_there_is_a_place) {
  EXPECT_EQ(move(some_id).status, 200U);
  EXPECT_EQ(moved_.id(), some_id);
  EXPECT_EQ(moved_.station(), "IDCC");
  EXPECT_EQ(moved_.date(), "2021-05-17");
  EXPECT_EQ(moved_.idempotency_key(), some_key);
  refuse_ = Error{.code = Code::failed_precondition, .message = "cancelled", .reason = "NOT_ACTIVE"};
  EXPECT_EQ(move(some_id).status, 409U);
  refuse_ = Error{.code = Code::not_found, .message = "IDCC has no places", .reason = "UNKNOWN_DAY"};
  EXPECT_THAT(std::string(move(some_id).text()), HasSubstr("IDCC has no places"));
  refuse_ = Error{.code = Code::not_found, .message = "there is no such booking"};
  EXPECT_THAT(std::string(move(some_id).text()), HasSubstr("no booking has the id"));
}

}  // namespace
}  // namespace plaza::gateway
