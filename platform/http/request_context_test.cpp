#include "platform/http/request_context.hpp"

#include "platform/core/uuid.hpp"
#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::RawClient;

struct HttpContext : testing::ServerTest {
  HttpContext() {
    router.get("/context", [](Request& request) {
      const auto& context = request.context;
      return text(200, context.request_id + " " + context.trace.trace_id() + " " +
                           std::to_string(context.remaining(request.received).count()));
    });
    start();
  }

  std::string body_of(const std::string& headers) {
    RawClient client(port());
    return client.exchange("GET /context HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n")->body;
  }
};

TEST_F(HttpContext, a_request_id_is_taken_and_comes_back) {
  RawClient client(port());
  const auto response = client.exchange("GET /context HTTP/1.1\r\nHost: a\r\nX-Request-Id: my-id/7\r\n\r\n");
  EXPECT_EQ(response->header("x-request-id"), "my-id/7");
  EXPECT_TRUE(response->body.starts_with("my-id/7 "));
}

TEST_F(HttpContext, an_id_that_is_too_long_or_not_plain_is_replaced) {
  for (const auto& id : {std::string(129, 'a'), std::string("a b"), std::string("\xe5\x8f\xb0"), std::string()}) {
    const auto body = body_of("X-Request-Id: " + id + "\r\n");
    const auto made = Uuid::parse(body.substr(0, 36));
    ASSERT_TRUE(made) << body;
    EXPECT_EQ(made->version(), 7);
  }
}

TEST_F(HttpContext, traces_are_continued) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  for (const auto& field : {"traceparent: 00-" + trace + "-b7ad6b7169203331-01", "b3: " + trace + "-b7ad6b7169203331-1",
                            "X-B3-TraceId: " + trace + "\r\nX-B3-SpanId: b7ad6b7169203331"}) {
    EXPECT_NE(body_of(field + "\r\n").find(trace), std::string::npos) << field;
  }
  EXPECT_EQ(body_of("traceparent: nonsense\r\n").find("nonsense"), std::string::npos);
}

TEST_F(HttpContext, a_client_may_shorten_its_deadline) {
  EXPECT_TRUE(body_of("").ends_with(" 10000"));
  EXPECT_TRUE(body_of("X-Request-Timeout: 250\r\n").ends_with(" 250"));
  EXPECT_TRUE(body_of("X-Request-Timeout: 99999999999999\r\n").ends_with(" 60000"));
}

}  // namespace
}  // namespace plaza::http
