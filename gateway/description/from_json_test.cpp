#include "gateway/description/from_json.hpp"

#include <gtest/gtest.h>

#include "gateway/description/example_types_test.hpp"
#include "gateway/description/to_json.hpp"

namespace plaza::gateway {
namespace {

using example::Shelf;
using example::Thing;

constexpr std::string_view thing_json =
    R"({"name":"bolt","count":3,"weight":0.5,"madeAt":"2021-08-03T02:53:25Z","colour":"blue"})";

std::vector<FieldError> faults(std::string_view body) {
  JsonReader reader;
  const auto thing = reader.read<Thing>(body);
  return thing ? std::vector<FieldError>{} : thing.error().fields;
}

TEST(FromJson, reads_what_it_writes) {
  JsonReader reader;
  const auto thing = reader.read<Thing>(thing_json);
  ASSERT_TRUE(thing);
  EXPECT_EQ(thing->name, "bolt");
  EXPECT_EQ(thing->colour, example::Colour::blue);
  EXPECT_EQ(thing->note, std::nullopt);
  EXPECT_EQ(*reader.read<Thing>(to_json(*thing)), *thing);
}

TEST(FromJson, snake_case_names_the_same_field) {
  JsonReader reader;
  const auto thing =
      reader.read<Thing>(R"({"name":"a","count":1,"weight":1,"made_at":"1970-01-01T00:00:01Z","colour":"red"})");
  ASSERT_TRUE(thing);
  EXPECT_EQ(thing->made_at.ms, 1000);
  EXPECT_EQ(
      faults(
          R"({"name":"a","count":1,"weight":1,"made_at":"1970-01-01T00:00:01Z","colour":"red","madeAt":"1970-01-01T00:00:01Z"})"),
      (std::vector<FieldError>{{.pointer = "/madeAt", .detail = "is given twice"}}));
}

TEST(FromJson, unknown_fields_are_refused_with_the_nearest_known_one) {
  const auto found =
      faults(R"({"name":"a","cuont":1,"count":1,"weight":1,"madeAt":"1970-01-01T00:00:01Z","colour":"red","a/b":1})");
  EXPECT_EQ(found, (std::vector<FieldError>{
                       {.pointer = "/cuont", .detail = "is not a field of Thing; did you mean count?"},
                       {.pointer = "/a~1b", .detail = "is not a field of Thing"},
                   }));
}

TEST(FromJson, every_fault_stands_under_its_pointer) {
  const auto found = faults(R"({"name":"123456789","count":101,"weight":-1,"madeAt":"now","colour":"green","note":5})");
  EXPECT_EQ(found, (std::vector<FieldError>{
                       {.pointer = "/name", .detail = "must have at most 8 characters"},
                       {.pointer = "/count", .detail = "must be an integer from 0 to 100"},
                       {.pointer = "/weight", .detail = "must be at least 0"},
                       {.pointer = "/madeAt", .detail = "must be a time as RFC 3339 writes it, 2021-08-03T02:53:25Z"},
                       {.pointer = "/colour", .detail = "must be one of red, blue"},
                       {.pointer = "/note", .detail = "must be a text"},
                   }));
}

TEST(FromJson, an_integer_may_be_written_with_a_fraction_of_nothing) {
  JsonReader reader;
  const auto shelf = reader.read<Shelf>(R"({"things":[],"marks":[3.0,-2e2]})");
  ASSERT_TRUE(shelf);
  EXPECT_EQ(shelf->marks, (std::vector<std::int64_t>{3, -200}));
  for (const auto* number : {"3.5", "1e19", "-1e300", "true"}) {
    EXPECT_FALSE(reader.read<Shelf>(R"({"things":[],"marks":[)" + std::string(number) + "]}")) << number;
  }
}

TEST(FromJson, missing_fields_are_named) {
  const auto found = faults(R"({"name":"a","count":1,"weight":1})");
  EXPECT_EQ(found, (std::vector<FieldError>{{.pointer = "/madeAt", .detail = "is missing"},
                                            {.pointer = "/colour", .detail = "is missing"}}));
}

TEST(FromJson, faults_inside_lists_say_which_item) {
  JsonReader reader;
  const auto shelf = reader.read<Shelf>(R"({"things":[{"name":"a"}],"marks":[1,2.5]})");
  ASSERT_FALSE(shelf);
  EXPECT_EQ(shelf.error().fields.front().pointer, "/things/0/count");
  EXPECT_EQ(shelf.error().fields.back().pointer, "/marks/1");
  const auto full = reader.read<Shelf>(R"({"things":[{},{},{},{}],"marks":[]})");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().fields.front().detail, "must have at most 3 items");
}

TEST(FromJson, faults_are_bounded) {
  std::string body = "{";
  for (int i = 0; i < 100; ++i) body += (i ? ",\"x" : "\"x") + std::to_string(i) + "\":1";
  EXPECT_EQ(faults(body + "}").size(), BodyFaults::faults_max);
}

TEST(FromJson, what_is_no_json_or_nests_too_deep_is_refused) {
  JsonReader reader;
  for (const std::string& body : {std::string("{"), std::string(""), std::string("{\"name\":\"\xff\"}"),
                                  std::string(100, '[') + std::string(100, ']')}) {
    const auto thing = reader.read<Thing>(body);
    ASSERT_FALSE(thing) << body;
    EXPECT_EQ(thing.error().code, Code::invalid_argument);
    EXPECT_TRUE(thing.error().message.starts_with("the body is not JSON")) << thing.error().message;
  }
  EXPECT_EQ(faults("[]"), (std::vector<FieldError>{{.pointer = "", .detail = "must be an object"}}));
}

}  // namespace
}  // namespace plaza::gateway
