#include "services/pharmacy/adapters/feed_keeper.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/adapters/testing.hpp"
#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {
namespace {

using testing::feed_text;

struct Keeper : ::testing::Test {
  Keeper() {
    options.last_good_file = folder.file("last-good.csv");
    options.source_age_max = milliseconds{0};
  }

  // A process that starts: it knows what is on the disk.
  FeedKeeper& start() {
    present = std::make_shared<Present>();
    health = std::make_unique<Health>();
    metrics = std::make_unique<telemetry::Metrics>(2);
    feed_metrics = std::make_unique<FeedMetrics>(*metrics, 1, clock, present, options.freshness());
    keeper = std::make_unique<FeedKeeper>(options, "feed",
                                          KeeperSurroundings{&clock, health.get(), &log, feed_metrics.get()}, present);
    const auto started = keeper->start();
    EXPECT_TRUE(started) << started.error().message;
    return *keeper;
  }
  void take(std::string text, std::string etag = "") {
    keeper->take({.text = std::move(text), .validators = {.etag = std::move(etag), .last_modified = {}}},
                 milliseconds{5});
  }
  [[nodiscard]] int adult(int n) const {
    const auto id = InstitutionId::parse(fmt::format("59{:08}", n));
    return present->get()->snapshot->find(*id)->mask->adult;
  }
  [[nodiscard]] bool stale() const {
    return is_stale(present->get()->feed, options.freshness(), clock.now(), clock.steady_now());
  }
  [[nodiscard]] bool metrics_say(std::string_view line) const { return metrics->exposition().contains(line); }

  const testing::Folder folder;
  FeedOptions options;
  ManualClock clock{*parse_taiwan_time("2020/02/14 14:20:00")};
  testing::RecordingLog log;
  std::unique_ptr<Health> health;
  std::unique_ptr<telemetry::Metrics> metrics;
  std::shared_ptr<Present> present;
  std::unique_ptr<FeedMetrics> feed_metrics;
  std::unique_ptr<FeedKeeper> keeper;
};

TEST_F(Keeper, is_ready_with_the_first_feed) {
  start();
  EXPECT_FALSE(health->ready());
  EXPECT_TRUE(stale());
  take(feed_text({7}));
  EXPECT_TRUE(health->ready());
  EXPECT_FALSE(stale());
  EXPECT_EQ(adult(0), 7);
  EXPECT_TRUE(metrics_say("pharmacy_feed_syncs_total{reason=\"\",result=\"changed\"} 1"));
  EXPECT_TRUE(metrics_say("pharmacy_feed_rows 1"));
  EXPECT_TRUE(metrics_say("pharmacy_feed_age_seconds 235"));
  EXPECT_TRUE(metrics_say("pharmacy_feed_stale 0"));
}

TEST_F(Keeper, a_refused_feed_changes_nothing_and_says_why) {
  start();
  take(feed_text({7}), "good");
  take("<html>", "bad");
  EXPECT_EQ(adult(0), 7);
  EXPECT_TRUE(stale());
  EXPECT_EQ(keeper->validators().etag, "good");
  EXPECT_EQ(log.count("feed refused FEED_NOT_CSV"), 1);
  EXPECT_TRUE(metrics_say("pharmacy_feed_syncs_total{reason=\"FEED_NOT_CSV\",result=\"refused\"} 1"));
  EXPECT_TRUE(metrics_say("pharmacy_feed_stale 1"));
}

TEST_F(Keeper, the_same_trouble_is_logged_once_and_counted_each_time) {
  start();
  take(feed_text({7}));
  for (int i = 0; i < 3; ++i) {
    keeper->fetch_failed({.code = Code::unavailable, .message = "refused", .reason = "FETCH_UNREACHABLE"},
                         milliseconds{5});
  }
  EXPECT_EQ(log.count("feed cannot be fetched"), 1);
  EXPECT_TRUE(metrics_say("result=\"failed\"} 3"));
  EXPECT_TRUE(stale());
  keeper->take({.unchanged = true}, milliseconds{5});
  EXPECT_FALSE(stale());
  EXPECT_EQ(log.count("feed is back"), 1);
}

TEST_F(Keeper, an_older_feed_is_refused) {
  start();
  take(feed_text({7}, "2020/02/14 14:16:05"));
  take(feed_text({8}, "2020/02/14 14:16:04"));
  EXPECT_EQ(adult(0), 7);
  EXPECT_EQ(log.count("FEED_OLDER"), 1);
}

TEST_F(Keeper, the_same_bytes_are_no_change) {
  start();
  take(feed_text({7}), "one");
  const auto before = present->get()->snapshot;
  take(feed_text({7}), "two");
  EXPECT_EQ(present->get()->snapshot, before);
  EXPECT_EQ(keeper->validators().etag, "two");
  EXPECT_TRUE(metrics_say("result=\"unchanged\"} 1"));
}

TEST_F(Keeper, a_restart_goes_on_from_the_last_good_feed) {
  start();
  take(feed_text({7, 8}), "one");
  take(feed_text({7}, "2020/02/14 14:18:00"), "two");
  clock.advance(milliseconds{1'000});
  start();
  EXPECT_TRUE(health->ready());
  EXPECT_EQ(adult(0), 7);
  EXPECT_EQ(adult(1), 0);
  EXPECT_EQ(keeper->validators().etag, "two");
  EXPECT_FALSE(stale());
  EXPECT_EQ(present->get()->feed.rows, 1);
  take(feed_text({9}, "2020/02/14 14:17:00"));
  EXPECT_EQ(adult(0), 7);
  clock.advance(options.period * 4);
  start();
  EXPECT_TRUE(stale());
}

TEST_F(Keeper, validators_of_another_source_are_not_used) {
  start();
  take(feed_text({7}), "one");
  FeedKeeper other(options, "another feed", KeeperSurroundings{&clock, health.get(), &log, feed_metrics.get()},
                   present);
  ASSERT_TRUE(other.start());
  EXPECT_TRUE(other.has_feed());
  EXPECT_EQ(other.validators().etag, "");
}

TEST_F(Keeper, a_damaged_last_good_feed_is_put_aside) {
  start();
  take(feed_text({7}));
  folder.write("last-good.csv", folder.read("last-good.csv") + "x");
  start();
  EXPECT_FALSE(health->ready());
  EXPECT_EQ(log.count("the last good feed is put aside"), 1);
  EXPECT_TRUE(folder.has("last-good.csv.damaged"));
  take(feed_text({8}));
  EXPECT_EQ(adult(0), 8);
}

TEST_F(Keeper, serves_on_when_the_disk_fails) {
  folder.write("file", "");
  options.last_good_file = folder.file("file/last-good.csv");
  start();
  take(feed_text({7}));
  EXPECT_EQ(adult(0), 7);
  EXPECT_FALSE(stale());
  EXPECT_TRUE(metrics_say("pharmacy_feed_last_good_failures_total 1"));
  EXPECT_EQ(log.count("the last good feed cannot be written"), 1);
}

TEST_F(Keeper, a_points_file_that_cannot_be_read_ends_the_start) {
  start();
  for (const auto* name : {"none.geojson", "broken.geojson"}) {
    folder.write("broken.geojson", "{");
    options.points_file = folder.file(name);
    FeedKeeper other(options, "feed", KeeperSurroundings{&clock, health.get(), &log, feed_metrics.get()}, present);
    EXPECT_FALSE(other.start()) << name;
  }
}

TEST_F(Keeper, an_unchanged_source_is_no_answer_while_there_is_nothing) {
  start();
  keeper->take({.unchanged = true}, milliseconds{5});
  EXPECT_FALSE(health->ready());
  EXPECT_TRUE(metrics_say("result=\"failed\"} 1"));
}

}  // namespace
}  // namespace plaza::pharmacy
