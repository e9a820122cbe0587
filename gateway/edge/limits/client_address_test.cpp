#include "gateway/edge/limits/client_address.hpp"

#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

using Options = ClientAddressOptions;

// The client of a request that came from `remote` with these values in `header`.
std::string client(const Options& options, std::string_view remote, const std::vector<std::string>& values = {},
                   std::string_view header = "X-Forwarded-For") {
  Worker worker(0);
  http::Request::Message message(http::Method::get, "/", 11);
  for (const auto& value : values) message.insert(header, value);
  http::Request request(worker, message);
  request.remote_address = remote;
  const auto made = ClientAddress::make(options);
  EXPECT_TRUE(made) << made.error().message;
  return made->of(request).to_string();
}

const Options behind_proxies{.header = "x-forwarded-for", .trusted_proxies = {"10.0.0.0/8", "::1", "192.0.2.7"}};

TEST(ClientAddress, without_trusted_proxies_it_is_where_the_connection_comes_from) {
  EXPECT_EQ(client({}, "198.51.100.1", {"203.0.113.9"}), "198.51.100.1");
  EXPECT_EQ(client({.header = "x-forwarded-for", .trusted_proxies = {}}, "10.0.0.1", {"203.0.113.9"}), "10.0.0.1");
}

TEST(ClientAddress, a_stranger_is_not_believed) {
  EXPECT_EQ(client(behind_proxies, "198.51.100.1", {"203.0.113.9"}), "198.51.100.1");
}

TEST(ClientAddress, the_first_from_the_right_that_is_no_trusted_proxy_is_the_client) {
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"203.0.113.9"}), "203.0.113.9");
  EXPECT_EQ(client(behind_proxies, "::1", {"1.1.1.1, 203.0.113.9, 192.0.2.7"}), "203.0.113.9");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"1.1.1.1, 203.0.113.9", "10.1.2.3"}), "203.0.113.9");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"10.0.0.9"}), "10.0.0.9");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"203.0.113.9:4711"}), "203.0.113.9");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"[2001:db8::5]:80"}), "2001:db8::5");
}

TEST(ClientAddress, what_is_no_address_ends_the_search) {
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"203.0.113.9, unknown"}), "10.0.0.1");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {"203.0.113.9, [::1"}), "10.0.0.1");
  EXPECT_EQ(client(behind_proxies, "10.0.0.1", {", ,"}), "10.0.0.1");
  EXPECT_EQ(client(behind_proxies, "", {"203.0.113.9"}), "::");
}

TEST(ClientAddress, the_standard_header_is_read_where_it_is_named) {
  const Options options{.header = "forwarded", .trusted_proxies = {"10.0.0.0/8"}};
  EXPECT_EQ(
      client(options, "10.0.0.1", {R"(for=1.1.1.1, proto=https;For="[2001:db8::5]:80";by=10.0.0.1)"}, "Forwarded"),
      "2001:db8::5");
  EXPECT_EQ(client(options, "10.0.0.1", {"for=_hidden"}, "Forwarded"), "10.0.0.1");
  EXPECT_EQ(client(options, "10.0.0.1", {"203.0.113.9"}, "X-Forwarded-For"), "10.0.0.1");
}

TEST(ClientAddress, what_is_no_network_is_refused) {
  for (const auto* text : {"", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129", "/8"}) {
    EXPECT_FALSE(ClientAddress::make({.header = "none", .trusted_proxies = {text}})) << text;
  }
  EXPECT_EQ(client({.header = "x-forwarded-for", .trusted_proxies = {"192.0.2.0/25"}}, "192.0.2.200", {"1.1.1.1"}),
            "192.0.2.200");
}

TEST(ClientAddress, addresses_of_one_ipv6_network_are_one_client) {
  const auto key = [](const char* text) {
    std::array<char, 64> buffer{};
    return std::string(client_key(boost::asio::ip::make_address(text), buffer));
  };
  EXPECT_EQ(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::2"));
  EXPECT_NE(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
  EXPECT_EQ(key("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(key("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_NE(key("192.0.2.1"), key("192.0.2.2"));
}

}  // namespace
}  // namespace plaza::gateway
