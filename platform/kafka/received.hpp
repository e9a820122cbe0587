#pragma once

#include <cstdint>
#include <functional>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/kafka/record.hpp"

namespace plaza::kafka {

// Where a record stands.
struct Position {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  SystemTime timestamp;  // when it was made, or written: as the topic is configured

  bool operator==(const Position&) const = default;
};

// A record that was read.
struct Received {
  Record record;
  Position position;
  std::uint32_t attempt = 1;
  // Its trace is a child of the record's; its deadline is when this attempt should be over.
  RequestContext context;
};

// Does what a record is for, and ends when that is durable: only then the group's position moves behind it. It may see
// the same record again (after a crash, a rebalance, a failure that passed), so a second time must have no second
// effect. Runs on the worker that is handed in; records of one key come one after the other, those of different keys
// together.
using Handler = std::function<asio::awaitable<Result<void>>(Worker&, const Received&)>;

}  // namespace plaza::kafka
