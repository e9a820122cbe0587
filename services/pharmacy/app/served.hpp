#pragma once

#include <memory>
#include <mutex>

#include "services/pharmacy/app/freshness.hpp"
#include "services/pharmacy/app/map_document.hpp"
#include "services/pharmacy/app/snapshot.hpp"

namespace plaza::pharmacy {

// Everything that answers are made from. Immutable; replaced as a whole.
struct Served {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const MapDocument> map;
  FeedStatus feed;
};

// Holds what is served at present. The sync replaces it, all workers read it: one short lock, so that nobody sees a
// snapshot with the status of another.
class Present {
 public:
  // Nothing is known.
  Present();

  [[nodiscard]] std::shared_ptr<const Served> get() const {
    const std::lock_guard lock(mutex_);
    return served_;
  }
  void set(Served next) {
    auto replaced = std::make_shared<const Served>(std::move(next));
    const std::lock_guard lock(mutex_);
    served_.swap(replaced);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Served> served_;
};

}  // namespace plaza::pharmacy
