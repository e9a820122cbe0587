#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "platform/kafka/partition_progress.hpp"
#include "platform/kafka/received.hpp"

namespace plaza::kafka {

// A partition while it is ours. When it comes back later, that is another assignment.
struct Assignment {
  Assignment(std::string of, std::int32_t number) : topic(std::move(of)), partition(number) {}

  const std::string topic;
  const std::int32_t partition;
  // Set at home, read by the workers: what was not begun is left alone, what failed is not tried again.
  std::atomic<bool> gone = false;

  // Of the home's thread.
  PartitionProgress progress;
  std::size_t with_workers = 0;  // records that were handed out and have not come back
  std::int64_t stored = -1;      // the position that librdkafka was told
  std::int64_t committed = -1;   // the one that was written down last
  std::int64_t end = -1;         // behind the last record of the partition, as far as we know; -1: not known
  bool paused = false;
};

// A record on its way to a handler.
struct Work {
  std::shared_ptr<Assignment> assignment;
  Received received;
};

// What became of it. Not finished: its partition is gone, and the next owner does it.
struct WorkDone {
  std::shared_ptr<Assignment> assignment;
  std::int64_t offset = 0;
  bool finished = false;
};

}  // namespace plaza::kafka
