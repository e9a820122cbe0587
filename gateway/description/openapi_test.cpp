#include "gateway/description/openapi.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "gateway/description/example_types_test.hpp"

namespace plaza::gateway {
namespace {

using simdjson::dom::element;

http::Response nothing(http::Request&) {
  return http::no_content();
}

Operation list_things(Api& api) {
  const auto parameters = Parameters<example::Thing>().query(
      "first", integer_parameter(1, 100, 20), &example::Thing::count, {.doc = "How many.", .example = "5"});
  return {.path = "/things",
          .id = "listThings",
          .tag = "Things",
          .summary = "List things",
          .doc = "All of them.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<example::Shelf>("The shelf.", cached_headers(),
                                                 {{.name = "first",
                                                   .operation = "getThing",
                                                   .doc = "The first.",
                                                   .parameters = {{"name", "$response.body#/things/0/name"}}}})},
          .handler = http::PlainHandler(nothing)};
}

Operation make_thing(Api& api) {
  const auto parameters = Parameters<example::Thing>().header(
      "Idempotency-Key", text_parameter({}), &example::Thing::name, {.doc = "Makes it safe to repeat."});
  return {.method = http::Method::post,
          .path = "/things",
          .id = "makeThing",
          .tag = "Things",
          .summary = "Make a thing",
          .parameters = parameters.documentation(),
          .body = api.body<example::Thing>("The thing.", R"({"name":"bolt"})"),
          .answers = {{.status = 201, .doc = "Made.", .schema = "", .headers = cached_headers()}},
          .needs_subject = true,
          .handler = http::PlainHandler(nothing)};
}

class OpenApi : public testing::Test {
 protected:
  OpenApi() {
    api_.add({.name = "Things", .doc = "What stands on shelves."});
    api_.add(list_things(api_));
    const auto parameters =
        Parameters<example::Thing>().path("name", text_parameter({}), &example::Thing::name, {.doc = "Which."});
    api_.add({.path = "/things/{name}",
              .id = "getThing",
              .tag = "Things",
              .summary = "One thing",
              .parameters = parameters.documentation(),
              .answers = {api_.answer<example::Thing>("The thing.")},
              .problems = {"not-found"},
              .handler = http::PlainHandler(nothing)});
    api_.add(make_thing(api_));
    text_ = openapi_document(api_, {.title = "Things", .version = "1.0.0", .license_name = "MIT", .license_id = "MIT"});
    document_ = parser_.parse(text_);
  }

  // What the path of keys leads to, as text.
  std::string at(std::string_view pointer) {
    element found;
    if (document_.at_pointer(pointer).get(found) != simdjson::SUCCESS) return "nothing at " + std::string(pointer);
    return simdjson::to_string(found);
  }

  Api api_;
  std::string text_;
  simdjson::dom::parser parser_;
  element document_;
};

// Every "$ref" below `json`.
void collect_references(element json, std::vector<std::string>& found) {
  if (json.is_object()) {
    for (const auto [key, value] : json.get_object()) {
      if (key == "$ref") found.emplace_back(std::string_view(value));
      collect_references(value, found);
    }
  } else if (json.is_array()) {
    for (const auto value : json.get_array()) collect_references(value, found);
  }
}

TEST_F(OpenApi, has_every_route_under_its_path_and_method) {
  EXPECT_EQ(at("/openapi"), R"("3.1.0")");
  EXPECT_EQ(at("/paths/~1things/get/operationId"), R"("listThings")");
  EXPECT_EQ(at("/paths/~1things~1{name}/get/tags"), R"(["Things"])");
}

TEST_F(OpenApi, parameters_stand_with_their_schema_and_example) {
  EXPECT_EQ(at("/paths/~1things/get/parameters/0"),
            R"({"name":"first","in":"query","required":false,"description":"How many.",)"
            R"("schema":{"type":"integer","format":"int32","minimum":1,"maximum":100,"default":20},"example":5})");
  EXPECT_EQ(at("/paths/~1things~1{name}/get/parameters/0/required"), "true");
}

TEST_F(OpenApi, every_reference_leads_somewhere) {
  std::vector<std::string> references;
  collect_references(document_, references);
  EXPECT_GT(references.size(), 10U);
  for (const auto& reference : references) {
    ASSERT_TRUE(reference.starts_with("#/")) << reference;
    EXPECT_EQ(document_.at_pointer(reference.substr(1)).error(), simdjson::SUCCESS) << reference;
  }
}

TEST_F(OpenApi, every_error_that_a_route_can_give_stands_there) {
  for (const auto* status : {"400", "408", "413", "414", "431", "500", "503", "504"}) {
    EXPECT_NE(text_.find(fmt::format(R"("{}":{{"$ref":"#/components/responses/)", status)), std::string::npos)
        << status;
  }
  EXPECT_EQ(at("/paths/~1things~1{name}/get/responses/404"), R"({"$ref":"#/components/responses/not-found"})");
  EXPECT_EQ(at("/paths/~1things/get/responses/404"), "nothing at /paths/~1things/get/responses/404");
}

TEST_F(OpenApi, reads_with_a_tag_can_answer_that_nothing_has_changed) {
  EXPECT_EQ(at("/paths/~1things/get/responses/304"), R"({"$ref":"#/components/responses/not-modified"})");
  EXPECT_EQ(at("/paths/~1things/get/responses/412"), R"({"$ref":"#/components/responses/precondition-failed"})");
  EXPECT_EQ(at("/paths/~1things~1{name}/get/responses/412"), "nothing at /paths/~1things~1{name}/get/responses/412");
}

TEST_F(OpenApi, a_change_takes_a_body_and_header_fields_and_is_never_unmodified) {
  EXPECT_EQ(at("/paths/~1things/post/requestBody"),
            R"({"description":"The thing.","required":true,"content":{"application/json":)"
            R"({"schema":{"$ref":"#/components/schemas/Thing"},"example":{"name":"bolt"}}}})");
  EXPECT_EQ(at("/paths/~1things/post/parameters/0/in"), R"("header")");
  EXPECT_EQ(at("/paths/~1things/post/security"), R"([{"bearer":[]}])");
  EXPECT_EQ(at("/paths/~1things/post/responses/304"), "nothing at /paths/~1things/post/responses/304");
}

TEST_F(OpenApi, links_say_where_to_go_from_an_answer) {
  EXPECT_EQ(at("/paths/~1things/get/responses/200/links/first"),
            R"({"operationId":"getThing","description":"The first.",)"
            R"("parameters":{"name":"$response.body#/things/0/name"}})");
  EXPECT_EQ(at("/paths/~1things~1{name}/get/responses/200/links"),
            "nothing at /paths/~1things~1{name}/get/responses/200/links");
}

TEST_F(OpenApi, a_route_is_described_once) {
  EXPECT_THROW(api_.add(list_things(api_)), std::logic_error);
  EXPECT_THROW(api_.add({.path = "/a/{b}", .id = "x", .answers = {}, .handler = http::PlainHandler(nothing)}),
               std::logic_error);
}

}  // namespace
}  // namespace plaza::gateway
