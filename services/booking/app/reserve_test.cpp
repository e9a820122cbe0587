#include "services/booking/app/reserve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

using testing::ElementsAre;
using testing::Field;

const SystemTime now{milliseconds{1'621'123'200'000}};

NewBooking asked() {
  return {.id = Uuid::version7(now).to_string(),
          .station = "PWTC",
          .date = "20210516",
          .person = {.mysejahtera_id = "900127-01-5527",
                     .first_name = "Ada",
                     .last_name = "binti Ali",
                     .address = "1, Jalan Tun Ismail, Kuala Lumpur",
                     .phone_number = "012-345 6789"}};
}

TEST(Reserve, a_booking_is_as_it_was_asked_for) {
  const auto made = reserve(asked(), "ada", now);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->owner, "ada");
  EXPECT_EQ(made->station, "PWTC");
  EXPECT_EQ(to_iso(made->date), "2021-05-16");
  EXPECT_EQ(made->person, asked().person);
  EXPECT_EQ(made->status, Status::active);
  EXPECT_EQ(made->version, 1);
  EXPECT_EQ(made->created_at, now);
}

TEST(Reserve, each_fault_has_its_field) {
  const auto wrong = faults({.id = "7", .station = "", .date = "2021-02-30", .person = {.first_name = "\x01"}});
  std::vector<std::string> pointers;
  pointers.reserve(wrong.size());
  for (const auto& fault : wrong) pointers.push_back(fault.pointer);
  EXPECT_THAT(pointers, ElementsAre("/id", "/station", "/date", "/mysejahteraId", "/firstName", "/lastName", "/address",
                                    "/phoneNumber"));
}

TEST(Reserve, a_fault_refuses_the_booking) {
  auto wrong = asked();
  wrong.person.phone_number = "999";
  const auto refused = reserve(wrong, "", now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  EXPECT_THAT(refused.error().fields, ElementsAre(Field(&FieldError::pointer, "/phoneNumber")));
}

TEST(Reserve, texts_are_as_long_as_people_count_them) {
  auto long_name = asked();
  long_name.person.first_name = std::string();
  for (int i = 0; i < 100; ++i) long_name.person.first_name += "\xC3\xA9";
  EXPECT_TRUE(faults(long_name).empty());
  long_name.person.first_name += "e";
  EXPECT_EQ(faults(long_name).size(), 1U);
}

TEST(CheckPlace, a_place_is_a_station_and_a_day) {
  const auto place = check_place({.station = "PWTC", .date = "2021-05-16"});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->station, "PWTC");
  const auto refused = check_place({.station = "", .date = "soon"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 2U);
}

TEST(Booking, one_with_an_owner_is_seen_by_that_owner_alone) {
  Booking own{.owner = "ada"};
  EXPECT_TRUE(visible_to(own, {.subject = "ada", .scopes = {}}));
  EXPECT_FALSE(visible_to(own, {.subject = "eve", .scopes = {"operator"}}));
  EXPECT_FALSE(visible_to(own, {}));
  EXPECT_TRUE(visible_to(Booking{}, {}));
  EXPECT_FALSE(visible_to(Booking{.erased = true}, {}));
}

}  // namespace
}  // namespace plaza::booking
