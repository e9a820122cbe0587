#include "platform/rpc/endpoint_source.hpp"

#include <map>

#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

using namespace std::chrono_literals;
using Hosts = std::vector<std::string>;
constexpr auto patience = 10s;

struct EndpointSources : ::testing::Test {
  void follow(const Hosts& texts) { source->follow(*parse_endpoints(texts), 1ms); }
  // Runs the loop until the members are these.
  bool becomes(const Hosts& wanted) {
    return eventually([&] { return addresses() == wanted; });
  }
  bool eventually(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (!condition() && std::chrono::steady_clock::now() < give_up) {
      io.restart();
      io.run_one_for(10ms);
    }
    return condition();
  }
  [[nodiscard]] Hosts addresses() const {
    Hosts all;
    for (const auto& member : members) all.push_back(member.address);
    return all;
  }
  asio::awaitable<Result<Hosts>> answer(std::string host) {
    ++lookups;
    const auto found = dns.find(host);
    if (found == dns.end()) co_return fail(Code::unavailable, "Host not found");
    co_return found->second;
  }

  asio::io_context io;
  std::map<std::string, Hosts> dns;
  int lookups = 0;
  int changes = 0;
  std::vector<resilience::EndpointAddress> members;
  std::shared_ptr<EndpointSource> source = std::make_shared<EndpointSource>(
      io.get_executor(), [this](std::string host) { return answer(std::move(host)); },
      [this](std::span<const resilience::EndpointAddress> now) {
        ++changes;
        members.assign(now.begin(), now.end());
      });
};

TEST_F(EndpointSources, a_list_is_there_at_once_and_asks_nobody) {
  follow({"127.0.0.1:9001", "pharmacy:9001 weight=0.5"});
  EXPECT_EQ(addresses(), (Hosts{"127.0.0.1:9001", "pharmacy:9001"}));
  EXPECT_DOUBLE_EQ(members[1].weight, 0.5);
  io.run();
  EXPECT_EQ(lookups, 0);
}

TEST_F(EndpointSources, a_name_stands_for_all_of_its_addresses_and_is_asked_for_again) {
  dns["svc"] = {"10.0.0.1", "fd00::2"};
  follow({"dns:svc:9001 weight=2"});
  EXPECT_TRUE(becomes({"10.0.0.1:9001", "[fd00::2]:9001"}));
  EXPECT_DOUBLE_EQ(members[0].weight, 2);
  dns["svc"] = {"10.0.0.1", "10.0.0.3"};
  EXPECT_TRUE(becomes({"10.0.0.1:9001", "10.0.0.3:9001"}));
}

TEST_F(EndpointSources, an_answer_that_did_not_change_changes_nothing) {
  dns["svc"] = {"10.0.0.1"};
  follow({"dns:svc:9001"});
  EXPECT_TRUE(eventually([&] { return lookups >= 5; }));
  EXPECT_EQ(changes, 1);
}

TEST_F(EndpointSources, a_lookup_that_fails_or_finds_nothing_keeps_the_last_members) {
  dns["svc"] = {"10.0.0.1"};
  follow({"dns:svc:9001"});
  ASSERT_TRUE(becomes({"10.0.0.1:9001"}));
  dns["svc"] = {};
  EXPECT_TRUE(eventually([&] { return source->failures() == 1; }));
  dns.clear();
  EXPECT_TRUE(eventually([&] { return source->failures() >= 2; }));
  EXPECT_EQ(addresses(), Hosts{"10.0.0.1:9001"});
  EXPECT_EQ(source->last_failure(), "no answer for svc: Host not found");
  dns["svc"] = {"10.0.0.2"};
  EXPECT_TRUE(becomes({"10.0.0.2:9001"}));
}

TEST_F(EndpointSources, a_new_name_takes_over_when_it_has_been_looked_up) {
  follow({"10.0.0.9:9001"});
  dns["svc"] = {"10.0.0.1"};
  follow({"dns:svc:9001"});
  EXPECT_EQ(addresses(), Hosts{"10.0.0.9:9001"});
  EXPECT_TRUE(becomes({"10.0.0.1:9001"}));
  EXPECT_EQ(changes, 2);
}

TEST_F(EndpointSources, a_changed_list_takes_the_place_of_the_old_one) {
  dns["svc"] = {"10.0.0.1"};
  follow({"dns:svc:9001"});
  ASSERT_TRUE(becomes({"10.0.0.1:9001"}));
  follow({"dns:svc:9001", "10.0.0.9:9001"});
  EXPECT_EQ(addresses(), (Hosts{"10.0.0.1:9001", "10.0.0.9:9001"})) << "what is known of a name is kept";
  follow({"10.0.0.9:9001"});
  EXPECT_EQ(addresses(), Hosts{"10.0.0.9:9001"});
  io.restart();
  io.run_for(patience);
  EXPECT_TRUE(io.stopped()) << "nobody asks for the old name any more";
}

}  // namespace
}  // namespace plaza::rpc
