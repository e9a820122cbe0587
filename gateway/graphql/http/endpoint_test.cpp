#include "gateway/graphql/http/endpoint.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "platform/http/test_server.hpp"

namespace plaza::graphql {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const Schema> schema() {
  auto spec = *read_sdl("type Query { hello(name: String = \"you\"): String } type Mutation { bump: Int }");
  spec.type("Query").field("hello").resolve = SyncResolver(
      [](const Call& call, Slot& slot) { slot.string("hello " + std::string(call.argument("name").text())); });
  spec.type("Mutation").field("bump").resolve = SyncResolver([](const Call&, Slot& slot) { slot.integer(1); });
  return *Schema::build(spec);
}

class GraphqlOverHttp : public http::testing::ServerTest {
 protected:
  GraphqlOverHttp()
      : endpoint_(schema(), {.batch_max = 2}, std::make_shared<const KnownQueries>(), workers.size() + 1,
                  {.admit = [](const http::Request& request, std::size_t number, const Intent&) -> Result<void> {
                     if (request.header("Only") != std::to_string(number)) return {};
                     return std::unexpected(Error{
                         .code = Code::resource_exhausted, .message = "too often", .retry_after = milliseconds{1'500}});
                   },
                   .page = [] { return http::html(200, "<h1>A page</h1>"); }}) {
    endpoint_.add_routes(router, "/graphql");
    start();
  }

  http::testing::RawResponse post(std::string_view body, std::string_view accept = "application/json",
                                  std::string_view type = "application/json") {
    return exchange(
        fmt::format("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {}\r\nAccept: {}\r\nContent-Length: "
                    "{}\r\n{}\r\n{}",
                    type, accept, body.size(), more_lines_, body));
  }

  http::testing::RawResponse get(std::string_view parameters, std::string_view accept = "application/json") {
    return exchange(fmt::format("GET /graphql?{} HTTP/1.1\r\nHost: x\r\nAccept: {}\r\n\r\n", parameters, accept));
  }

  http::testing::RawResponse exchange(const std::string& request) {
    http::testing::RawClient client(port());
    return client.exchange(request).value_or(http::testing::RawResponse{});
  }

  Endpoint endpoint_;
  std::string more_lines_;
};

constexpr auto new_type = "application/graphql-response+json";

TEST_F(GraphqlOverHttp, queries_are_answered_by_post_and_get) {
  const auto posted = post(R"({"query":"{ hello }"})");
  EXPECT_EQ(posted.status, 200U);
  EXPECT_EQ(posted.body, R"({"data":{"hello":"hello you"}})");
  EXPECT_EQ(posted.header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(get("query=%7Bhello(name:%22me%22)%7D").body, R"({"data":{"hello":"hello me"}})");
}

TEST_F(GraphqlOverHttp, variables_and_the_operation_come_along) {
  EXPECT_EQ(post(R"({"query":"query a { x: hello } query b($n: String) { hello(name: $n) }","operationName":"b",)"
                 R"("variables":{"n":"\u00fc"}})")
                .body,
            "{\"data\":{\"hello\":\"hello \xC3\xBC\"}}");
  EXPECT_EQ(get("query=query($n:String)%7Bhello(name:$n)%7D&variables=%7B%22n%22:%22v%22%7D").body,
            R"({"data":{"hello":"hello v"}})");
}

TEST_F(GraphqlOverHttp, the_media_type_decides_about_the_status_of_a_refusal) {
  EXPECT_EQ(post(R"({"query":"{"})").status, 200U);
  EXPECT_EQ(post(R"({"query":"{"})", new_type).status, 400U);
  EXPECT_EQ(post(R"({"query":"{ nothing }"})", new_type).status, 400U);
  EXPECT_EQ(post(R"({"query":"{ hello }"})", new_type).header("content-type"),
            "application/graphql-response+json; charset=utf-8");
  EXPECT_THAT(post(R"({"query":"{ nothing }"})", new_type).body, Not(HasSubstr("\"data\"")));
}

TEST_F(GraphqlOverHttp, malformed_requests_are_400) {
  EXPECT_EQ(post("{").status, 400U);
  EXPECT_EQ(post("").status, 400U);
  EXPECT_EQ(post("{}").status, 400U);
  EXPECT_EQ(post("7").status, 400U);
  EXPECT_EQ(post(R"({"query":7})").status, 400U);
  EXPECT_EQ(post(R"({"query":"{ hello }","variables":[]})").status, 400U);
  EXPECT_EQ(post(R"({"query":"{ hello }","extensions":"x"})").status, 400U);
  EXPECT_EQ(get("query=%7Bhello%7D&variables=no").status, 400U);
  EXPECT_EQ(get("").status, 400U);
}

TEST_F(GraphqlOverHttp, nothing_is_changed_by_get) {
  const auto answer = get("query=mutation%7Bbump%7D");
  EXPECT_EQ(answer.status, 405U);
  EXPECT_EQ(answer.header("allow"), "POST");
  EXPECT_EQ(post(R"({"query":"mutation { bump }"})").body, R"({"data":{"bump":1}})");
}

TEST_F(GraphqlOverHttp, what_a_form_could_send_is_not_taken) {
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""}) {
    EXPECT_EQ(post(R"({"query":"mutation { bump }"})", "*/*", type).status, 415U) << type;
  }
}

TEST_F(GraphqlOverHttp, who_takes_no_json_is_told_406) {
  EXPECT_EQ(post(R"({"query":"{ hello }"})", "text/plain").status, 406U);
}

TEST_F(GraphqlOverHttp, batches_are_answered_in_order_up_to_their_limit) {
  EXPECT_EQ(post(R"([{"query":"{ hello }"},{"query":7}])").body,
            R"([{"data":{"hello":"hello you"}},{"errors":[{"message":"The parameter \"query\" is a string.",)"
            R"("extensions":{"code":"INVALID_ARGUMENT"}}]}])");
  EXPECT_EQ(post("[]").status, 400U);
  EXPECT_EQ(post(R"([{"query":"{ hello }"},{"query":"{ hello }"},{"query":"{ hello }"}])").status, 400U);
}

TEST_F(GraphqlOverHttp, a_query_may_be_known_by_its_hash) {
  const auto extensions =
      fmt::format(R"("extensions":{{"persistedQuery":{{"version":1,"sha256Hash":"{}"}}}})", sha256("{ hello }"));
  // Which worker has seen the query is a matter of which one accepted: one connection stays with one.
  http::testing::RawClient client(port());
  const auto ask = [&](const std::string& body) {
    return client
        .exchange(fmt::format("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                              "{}\r\n\r\n{}",
                              body.size(), body))
        ->body;
  };
  EXPECT_THAT(ask("{" + extensions + "}"), HasSubstr("PersistedQueryNotFound"));
  EXPECT_EQ(ask(R"({"query":"{ hello }",)" + extensions + "}"), R"({"data":{"hello":"hello you"}})");
  EXPECT_EQ(ask("{" + extensions + "}"), R"({"data":{"hello":"hello you"}})");
}

TEST_F(GraphqlOverHttp, json_that_nests_too_deep_is_refused) {
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "[";
  EXPECT_EQ(post(R"({"query":"{ hello }","variables":{"a":)" + deep).status, 400U);
}

TEST_F(GraphqlOverHttp, what_is_not_admitted_is_429_and_the_rest_of_a_batch_goes_on) {
  more_lines_ = "Only: 0\r\n";
  const auto refused = post(R"({"query":"{ hello }"})");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.header("retry-after"), "2");
  more_lines_ = "Only: 1\r\n";
  EXPECT_EQ(post(R"([{"query":"{ hello }"},{"query":"{ hello }"}])").body,
            R"([{"data":{"hello":"hello you"}},{"errors":[{"message":"too often",)"
            R"("extensions":{"code":"RESOURCE_EXHAUSTED"}}]}])");
}

TEST_F(GraphqlOverHttp, browsers_that_ask_for_no_operation_get_the_page) {
  EXPECT_EQ(exchange("GET /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/html,*/*;q=0.8\r\n\r\n").body,
            "<h1>A page</h1>");
  EXPECT_EQ(get("query=%7Bhello%7D", "text/html,*/*;q=0.8").body, R"({"data":{"hello":"hello you"}})");
  EXPECT_EQ(exchange("GET /graphql HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n").status, 400U);
}

TEST_F(GraphqlOverHttp, options_can_be_changed_between_requests) {
  for (std::size_t i = 0; i < workers.size(); ++i) {
    plaza::run_on(workers[i], [&] {
      EndpointOptions changed{.batch_max = 0};
      changed.engine.prepare.introspection = false;
      endpoint_.change(i, changed);
    });
  }
  EXPECT_THAT(post("{\"query\":\"{ __schema { description } }\"}").body, HasSubstr("switched off"));
  EXPECT_EQ(post(R"([{"query":"{ hello }"}])").status, 400U);
}

TEST_F(GraphqlOverHttp, cost_is_told_to_who_asks) {
  EXPECT_THAT(post(R"({"query":"{ hello }","extensions":{"cost":true}})").body, HasSubstr(R"("cost":{"calls":0)"));
}

}  // namespace
}  // namespace plaza::graphql
