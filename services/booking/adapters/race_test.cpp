#include "services/booking/adapters/testing.hpp"

// Many who want the last places, through three instances, while Redis dies and returns.
namespace plaza::booking {
namespace {

constexpr int clients = 1'000;
constexpr int places = 100;

struct Race : testing::Test {
  Race() {
    for (int i = 0; i < 3; ++i) instances.push_back(std::make_unique<Instance>(options()));
    EXPECT_TRUE(eventually([&] { return std::ranges::all_of(instances, &Instance::ready); }));
    v1::SetCapacityRequest request;
    request.set_station("UM");
    request.set_date("20210516");
    request.set_capacity(places);
    auto& first = *instances.front();
    EXPECT_TRUE(first.await(first.service().set_capacity(request, as("boss", {"operator"}), first.worker())));
  }
  redis::Options options() {
    auto options = server.options();
    options.limits.timeout = patience;
    options.limits.connect_wait = patience;
    options.limits.breaker.calls_min = 100'000;
    return options;
  }
  std::vector<std::future<Result<v1::ReserveResponse>>> begin(int from, int to) {
    std::vector<std::future<Result<v1::ReserveResponse>>> all;
    for (int i = from; i < to; ++i) {
      auto& instance = *instances[static_cast<std::size_t>(i) % instances.size()];
      const auto on = static_cast<std::size_t>(i / 3 % 2);
      all.push_back(
          instance.begin(instance.service().reserve(request_for(nric(i), "UM"), as(""), instance.worker(on)), on));
    }
    return all;
  }
  // The ids of those who have a place; all others were refused for want of one.
  static std::vector<std::string> winners(std::vector<std::future<Result<v1::ReserveResponse>>>& all) {
    std::vector<std::string> ids;
    for (auto& one : all) {
      const auto answer = one.get();
      if (answer) {
        ids.push_back(answer->booking().id());
      } else {
        EXPECT_EQ(answer.error().reason, reason_fully_booked) << answer.error().message;
      }
    }
    return ids;
  }
  bool readable(const std::string& id) {
    v1::GetBookingRequest request;
    request.set_id(id);
    auto& instance = *instances.front();
    return instance.await(instance.service().get(request, as(""), instance.worker())).has_value();
  }

  redis::TestServer server;
  std::vector<std::unique_ptr<Instance>> instances;
};

TEST_F(Race, last_places_go_to_exactly_as_many_as_there_are) {
  auto all = begin(0, clients);
  const auto ids = winners(all);
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(places));
  EXPECT_EQ(server.text({"HGET", keys::days("UM"), "20210516"}), "0");
  EXPECT_EQ(server.number({"XLEN", std::string(keys::outbox)}), places);
}

TEST_F(Race, a_redis_that_is_killed_and_restarted_loses_and_doubles_no_place) {
  auto all = begin(0, clients / 2);
  server.kill();
  auto later = begin(clients / 2, clients);
  server.start();
  auto ids = winners(all);
  const auto more = winners(later);
  ids.insert(ids.end(), more.begin(), more.end());
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(places));
  EXPECT_EQ(server.text({"HGET", keys::days("UM"), "20210516"}), "0");
  for (const auto& id : ids) EXPECT_TRUE(readable(id)) << id;
  EXPECT_EQ(server.number({"XLEN", std::string(keys::outbox)}), places);
}

}  // namespace
}  // namespace plaza::booking
