#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/core/health.hpp"
#include "platform/telemetry/log.hpp"
#include "services/pharmacy/adapters/feed_metrics.hpp"
#include "services/pharmacy/adapters/feed_options.hpp"
#include "services/pharmacy/adapters/feed_source.hpp"
#include "services/pharmacy/adapters/kept_file.hpp"
#include "services/pharmacy/app/last_good.hpp"
#include "services/pharmacy/app/served.hpp"

namespace plaza::pharmacy {

// What the keeping of the feed needs of its process. All of it outlives the keeper.
struct KeeperSurroundings {
  const Clock* clock;
  Health* health;
  telemetry::Log* log;
  FeedMetrics* metrics;
};

// Decides what becomes of a feed that was fetched, publishes it, keeps it on disk, and says so. Lives on the background
// worker: it parses and writes files.
class FeedKeeper {
 public:
  FeedKeeper(const FeedOptions& options, std::string source, KeeperSurroundings surroundings,
             std::shared_ptr<Present> present);

  // Reads the points file and the last good feed. Errors: a points file that is named but cannot be read. A damaged
  // last good feed is put aside and passed over.
  [[nodiscard]] Result<void> start();

  // Of the feed that is served.
  [[nodiscard]] const Validators& validators() const { return validators_; }
  [[nodiscard]] bool has_feed() const { return last_.rows > 0; }

  void take(FetchedFeed fetched, std::chrono::nanoseconds duration);
  void fetch_failed(const Error& error, std::chrono::nanoseconds duration);

 private:
  [[nodiscard]] Result<std::shared_ptr<const Points>> read_points() const;
  void restore();
  void take_changed(std::string text, Validators validators, std::uint64_t hash, std::chrono::nanoseconds duration);
  void mark_synced();
  void trouble(SyncResult result, const Error& error, std::chrono::nanoseconds duration);
  void save();
  void publish();

  FeedOptions options_;
  KeeperSurroundings with_;
  std::shared_ptr<Present> present_;
  std::optional<KeptFile> file_;

  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const MapDocument> map_;
  FeedStatus status_;
  LastFeed last_;
  Validators validators_;
  std::uint64_t content_hash_ = 0;
  std::string last_trouble_;  // what the log was told last; said once, not at every sync
};

}  // namespace plaza::pharmacy
