#include "gateway/description/parameters.hpp"

#include <gtest/gtest.h>

#include "gateway/description/example_types_test.hpp"

namespace plaza::gateway {
namespace {

struct Wanted {
  std::string id;
  std::optional<Point> near;
  std::int32_t first = 20;
  std::optional<example::Colour> colour;
  void set_near(const Point& point) { near = point; }
};

Parameters<Wanted> wanted_parameters() {
  return Parameters<Wanted>()
      .path("id", text_parameter({.characters_max = 4}), &Wanted::id, {.doc = "Which."})
      .query("nearTo", point_parameter(), &Wanted::set_near, {.doc = "Where."})
      .query("first", integer_parameter(1, 100, 20), &Wanted::first, {.doc = "How many."})
      .query("colour", word_parameter<example::Colour>(),
             [](Wanted& wanted, example::Colour colour) { wanted.colour = colour; }, {.doc = "How painted."});
}

Result<Wanted> read(std::string_view target, std::string id = "a1") {
  Worker worker(0);
  http::Request::Message message;
  message.method(http::Method::get);
  message.target(target);
  http::Request request(worker, message);
  request.path_parameters = {std::move(id)};
  return wanted_parameters().read(request);
}

std::vector<FieldError> faults(std::string_view target, std::string id = "a1") {
  auto wanted = read(target, std::move(id));
  return wanted ? std::vector<FieldError>{} : wanted.error().fields;
}

TEST(Parameters, are_read_into_the_members_they_name) {
  const auto wanted = read("/things/a1?nearTo=25.5,-121.25&first=7&colour=blue");
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->id, "a1");
  EXPECT_EQ(wanted->near->latitude, 25.5);
  EXPECT_EQ(wanted->near->longitude, -121.25);
  EXPECT_EQ(wanted->first, 7);
  EXPECT_EQ(wanted->colour, example::Colour::blue);
}

TEST(Parameters, that_are_not_given_leave_the_defaults) {
  const auto wanted = read("/things/a1");
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->first, 20);
  EXPECT_FALSE(wanted->near);
}

TEST(Parameters, may_come_in_snake_case) {
  EXPECT_TRUE(read("/things/a1?near_to=1,2")->near);
  EXPECT_EQ(faults("/?near_to=1,2&nearTo=1,2"),
            (std::vector<FieldError>{{.pointer = "nearTo", .detail = "is given twice"}}));
}

TEST(Parameters, every_bad_one_is_its_own_fault) {
  EXPECT_EQ(faults("/?firts=1&first=0&colour=green&nearTo=91,0&first=5", "12345"),
            (std::vector<FieldError>{
                {.pointer = "id", .detail = "must have from 1 to 4 characters"},
                {.pointer = "firts", .detail = "is not a parameter of this route; did you mean first?"},
                {.pointer = "first", .detail = "must be an integer from 1 to 100"},
                {.pointer = "colour", .detail = "must be one of red, blue"},
                {.pointer = "nearTo", .detail = "must be LATITUDE,LONGITUDE in degrees, 25.0478,121.5170"},
                {.pointer = "first", .detail = "is given twice"},
            }));
}

TEST(Parameters, a_broken_encoding_is_refused) {
  EXPECT_EQ(read("/?first=%zz").error().code, Code::invalid_argument);
}

TEST(Parameters, a_required_one_must_be_given) {
  const auto parameters =
      Parameters<Wanted>().query("first", integer_parameter(1, 2), &Wanted::first, {.doc = "n", .required = true});
  Worker worker(0);
  http::Request::Message message;
  message.target("/");
  const auto wanted = parameters.read(http::Request(worker, message));
  ASSERT_FALSE(wanted);
  EXPECT_EQ(wanted.error().fields, (std::vector<FieldError>{{.pointer = "first", .detail = "is missing"}}));
  EXPECT_EQ(wanted.error().message, "the parameter first is missing");
}

TEST(ParameterTypes, points_are_two_numbers_in_degrees) {
  const auto type = point_parameter();
  for (const auto* good : {"25.0478,121.5170", "-90,180", "0,0", "90.0,-180.000", "1.123456789012345,1"}) {
    EXPECT_TRUE(type.parse(good)) << good;
  }
  for (const auto* bad : {"", "25", "25,", ",", "25,121,3", "25 ,121", "+25,121", "90.1,0", "0,180.5", "025,1", "1.,1",
                          ".5,1", "1e1,1", "nan,0", "25;121", "--1,0", "1.1234567890123456,1"}) {
    EXPECT_FALSE(type.parse(bad)) << bad;
  }
}

TEST(ParameterTypes, the_latitudes_of_a_box_come_in_either_order) {
  const auto box = box_parameter().parse("25.2,121.4,24.9,121.7");
  ASSERT_TRUE(box);
  EXPECT_EQ(box->south, 24.9);
  EXPECT_EQ(box->north, 25.2);
  EXPECT_EQ(box->west, 121.4);
  EXPECT_EQ(box->east, 121.7);
  EXPECT_FALSE(box_parameter().parse("25.2,121.4,24.9"));
}

TEST(ParameterTypes, numbers_are_finite_and_within_their_bounds) {
  const auto type = number_parameter(1, 1000);
  EXPECT_EQ(*type.parse("1"), 1);
  EXPECT_EQ(*type.parse("2.5e2"), 250);
  for (const auto* bad : {"", "0.9", "1001", "nan", "inf", "1x", "+1", " 1"}) EXPECT_FALSE(type.parse(bad)) << bad;
}

TEST(ParameterTypes, texts_count_characters_and_not_bytes) {
  const auto type = text_parameter({.characters_max = 2});
  EXPECT_TRUE(type.parse("藥局"));
  EXPECT_FALSE(type.parse("大藥局"));
  EXPECT_FALSE(type.parse(""));
}

TEST(ParameterTypes, cursors_are_base64url) {
  EXPECT_TRUE(cursor_parameter().parse("aZ0_-"));
  for (const std::string& bad : {std::string("a+b"), std::string("a="), std::string(257, 'a')}) {
    EXPECT_EQ(cursor_parameter().parse(bad).error(), "must be the nextCursor of a page before");
  }
}

TEST(ParameterTypes, times_have_any_offset) {
  EXPECT_EQ(time_parameter().parse("2021-08-03T10:53:25+08:00")->ms, 1'627'959'205'000);
  EXPECT_FALSE(time_parameter().parse("yesterday"));
}

}  // namespace
}  // namespace plaza::gateway
