#include "bench/load/options.hpp"

#include <gtest/gtest.h>

namespace plaza::bench {
namespace {

const Options options{.host = "127.0.0.1", .port = 8080};

TEST(ReadRequests, a_line_is_a_request_with_or_without_a_body) {
  const auto requests = read_requests("GET /a?b=c\n\nPOST /graphql {\"query\": \"{ a }\"}\n", options);
  ASSERT_TRUE(requests);
  ASSERT_EQ(requests->size(), 2);
  EXPECT_EQ((*requests)[0], "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");
  EXPECT_EQ((*requests)[1],
            "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\nContent-Length: "
            "18\r\n\r\n{\"query\": \"{ a }\"}");
}

TEST(ReadRequests, a_line_that_is_none_is_named) {
  EXPECT_EQ(read_requests("GET /a\nGET b\n", options).error(), "no request: GET b");
  EXPECT_FALSE(read_requests("\n\n", options));
}

}  // namespace
}  // namespace plaza::bench
