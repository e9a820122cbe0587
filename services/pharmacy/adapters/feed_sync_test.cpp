#include "services/pharmacy/adapters/feed_sync.hpp"

#include <gtest/gtest.h>

#include "platform/http/test_scripted_server.hpp"
#include "services/pharmacy/adapters/testing.hpp"

namespace plaza::pharmacy {
namespace {

using http::testing::ScriptedServer;
using testing::eventually;
using testing::feed_text;

struct Sync : ::testing::Test {
  Sync() {
    options.period = milliseconds{5};
    options.backoff = options.backoff_max = milliseconds{1};
  }
  ~Sync() override {
    if (sync) sync->stop();
    workers.stop();
  }

  Result<void> start() {
    sync = std::make_unique<FeedSync>(
        SyncSurroundings{
            .worker = &workers.background(), .clock = &clock, .health = &health, .log = &log, .metrics = &metrics},
        options, present);
    auto started = sync->start();
    workers.start();
    return started;
  }
  [[nodiscard]] int adult() const {
    const auto served = present->get();
    const auto& all = served->snapshot->pharmacies();
    return all.empty() ? -1 : all[0].mask->adult;
  }

  const testing::Folder folder;
  SystemClock clock;
  Workers workers{1};
  Health health;
  testing::RecordingLog log;
  telemetry::Metrics metrics{2};
  FeedOptions options;
  std::shared_ptr<Present> present = std::make_shared<Present>();
  std::unique_ptr<FeedSync> sync;
};

TEST_F(Sync, a_new_file_is_served_one_sync_later_and_a_bad_one_is_not) {
  folder.write("feed.csv", feed_text({7}));
  options.source = folder.file("feed.csv");
  ASSERT_TRUE(start());
  ASSERT_TRUE(eventually([this] { return health.ready(); }));
  EXPECT_EQ(adult(), 7);
  folder.write("feed.csv", "<html>maintenance</html>");
  ASSERT_TRUE(eventually([this] { return log.count("FEED_NOT_CSV") == 1; }));
  ASSERT_TRUE(eventually([this] { return present->get()->feed.last_sync_failed; }));
  EXPECT_EQ(adult(), 7);
  folder.write("feed.csv", feed_text({8}, "2020/02/14 14:20:00"));
  ASSERT_TRUE(eventually([this] { return adult() == 8; }));
  EXPECT_FALSE(present->get()->feed.last_sync_failed);
}

TEST_F(Sync, tries_again_within_one_sync) {
  const auto body = feed_text({7});
  const ScriptedServer server({{{"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"}},
                               {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut"}},
                               {{fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body)}}});
  options.source = fmt::format("http://127.0.0.1:{}/feed.csv", server.port());
  options.period = milliseconds{60'000};
  ASSERT_TRUE(start());
  ASSERT_TRUE(eventually([this] { return adult() == 7; }));
  EXPECT_FALSE(present->get()->feed.last_sync_failed);
  EXPECT_EQ(server.requests().size(), 3);
}

TEST_F(Sync, a_source_that_is_not_there_is_tried_again_until_it_is) {
  options.source = folder.file("feed.csv");
  ASSERT_TRUE(start());
  ASSERT_TRUE(eventually([this] { return log.count("FETCH_UNREACHABLE") == 1; }));
  EXPECT_FALSE(health.ready());
  folder.write("feed.csv", feed_text({7}));
  ASSERT_TRUE(eventually([this] { return health.ready(); }));
}

TEST_F(Sync, stops_while_it_waits) {
  folder.write("feed.csv", feed_text({7}));
  options.source = folder.file("feed.csv");
  options.period = milliseconds{3'600'000};
  ASSERT_TRUE(start());
  ASSERT_TRUE(eventually([this] { return health.ready(); }));
  sync->stop();
  workers.stop();
}

TEST_F(Sync, refuses_to_start_with_a_broken_address) {
  options.source = "gopher://example.org/";
  EXPECT_EQ(start().error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace plaza::pharmacy
