#pragma once

#include <memory>

#include "platform/core/component.hpp"
#include "platform/core/health.hpp"
#include "platform/core/worker.hpp"
#include "platform/process/process.hpp"
#include "services/pharmacy/adapters/feed_options.hpp"
#include "services/pharmacy/app/served.hpp"

namespace plaza::pharmacy {

// What the sync needs of its process; all of it outlives the sync.
struct SyncSurroundings {
  Worker* worker;  // the background one
  const Clock* clock;
  Health* health;
  telemetry::Log* log;
  telemetry::Metrics* metrics;
};

// Keeps what is served in step with the feed: reads the points and the last good feed at start, then syncs, period
// after period, on the background worker. Ready when there is a snapshot, from the feed or from the disk.
class FeedSync final : public Component {
 public:
  FeedSync(SyncSurroundings surroundings, const FeedOptions& options, std::shared_ptr<Present> present);
  FeedSync(Process& process, const FeedOptions& options, std::shared_ptr<Present> present);
  ~FeedSync() override;

  [[nodiscard]] std::string_view name() const override { return "feed"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  class Loop;

  SyncSurroundings with_;
  FeedOptions options_;
  std::shared_ptr<Present> present_;
  std::shared_ptr<Loop> loop_;
};

}  // namespace plaza::pharmacy
