#include "platform/rpc/endpoint_list.hpp"

#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

TEST(EndpointList, an_entry_is_a_host_and_a_port) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:9001"), (EndpointEntry{.host = "127.0.0.1", .port = "9001"}));
  EXPECT_EQ(parse_endpoint("pharmacy:9001"), (EndpointEntry{.host = "pharmacy", .port = "9001"}));
  EXPECT_EQ(parse_endpoint("[::1]:9001"), (EndpointEntry{.host = "::1", .port = "9001"}));
}

TEST(EndpointList, a_name_may_stand_for_all_of_its_addresses_and_an_entry_may_have_a_weight) {
  EXPECT_EQ(parse_endpoint("dns:pharmacy.plaza.svc:9001"),
            (EndpointEntry{.host = "pharmacy.plaza.svc", .port = "9001", .resolve = true}));
  EXPECT_EQ(parse_endpoint("10.0.0.7:9001 weight=0.05"),
            (EndpointEntry{.host = "10.0.0.7", .port = "9001", .weight = 0.05}));
  EXPECT_EQ(parse_endpoint("dns:canary:9001 weight=0"),
            (EndpointEntry{.host = "canary", .port = "9001", .weight = 0, .resolve = true}));
}

TEST(EndpointList, anything_else_is_refused_by_its_text) {
  for (const auto* text : {"", "host", ":9001", "host:", "host:0", "host:70000", "host:http", "dns:host", "a b:9001",
                           "host:9001 weight=", "host:9001 weight=-1", "host:9001 weight=nan", "host:9001 heavy"}) {
    const auto refused = parse_endpoint(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, Code::invalid_argument);
    EXPECT_NE(refused.error().message.find(text), std::string::npos);
  }
  EXPECT_FALSE(parse_endpoints({"host:9001", "host"}));
}

TEST(EndpointList, an_address_of_version_6_has_brackets_before_its_port) {
  EXPECT_EQ(address_text("10.0.0.7", "9001"), "10.0.0.7:9001");
  EXPECT_EQ(address_text("::1", "9001"), "[::1]:9001");
}

}  // namespace
}  // namespace plaza::rpc
