#include "platform/outbox/cloud_event.hpp"

#include <gtest/gtest.h>

#include "platform/outbox/header_lines.hpp"

namespace plaza::outbox {
namespace {

const CloudEvent event{.id = "0190-1",
                       .source = "/plaza/orders",
                       .type = "plaza.events.v1.OrderCreated",
                       .time = SystemTime{milliseconds{1'700'000'000'123}},
                       .trace = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true}};

TEST(CloudEvents, come_back_from_their_headers_as_they_were) {
  const auto headers = to_headers(event);
  EXPECT_EQ(headers.front(), (kafka::Header{"ce_id", "0190-1"}));
  const auto read = read_cloud_event(headers);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, event);
}

TEST(CloudEvents, without_a_trace_have_no_traceparent) {
  auto untraced = event;
  untraced.trace = {};
  for (const auto& header : to_headers(untraced)) EXPECT_NE(header.name, "traceparent");
  EXPECT_EQ(*read_cloud_event(to_headers(untraced)), untraced);
}

TEST(CloudEvents, what_lacks_a_header_or_is_of_another_version_is_none) {
  for (const std::string_view needed : {"ce_id", "ce_source", "ce_type", "ce_specversion"}) {
    auto headers = to_headers(event);
    std::erase_if(headers, [&](const kafka::Header& one) { return one.name == needed; });
    const auto read = read_cloud_event(headers);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().reason, reason_not_an_event);
  }
  auto headers = to_headers(event);
  for (auto& header : headers) {
    if (header.name == "ce_specversion") header.value = "2.0";
  }
  EXPECT_FALSE(read_cloud_event(headers));
}

TEST(CloudEvents, headers_that_are_not_known_are_passed_over) {
  auto headers = to_headers(event);
  headers.push_back({"ce_subject", "something"});
  EXPECT_EQ(*read_cloud_event(headers), event);
}

TEST(HeaderLines, any_bytes_come_back_as_they_were) {
  const std::vector<kafka::Header> headers{{"plain", "value"},
                                           {"odd: name%", "a: b\nc%0a"},
                                           {"empty", ""},
                                           {"bytes", std::string("\0\xff\x7f", 3)},
                                           {"", "x"}};
  EXPECT_EQ(from_lines(to_lines(headers)), headers);
  EXPECT_TRUE(from_lines("").empty());
  EXPECT_EQ(to_lines({{"ce_type", "OrderCreated"}}), "ce_type: OrderCreated\n");
}

}  // namespace
}  // namespace plaza::outbox
