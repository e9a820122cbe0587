#pragma once

#include <boost/asio/awaitable.hpp>

#include "platform/core/error.hpp"
#include "platform/kafka/record.hpp"

namespace plaza::kafka {

namespace asio = boost::asio;

// Writes records to the broker. Many may be in flight at once, up to a bound.
class Producer {
 public:
  virtual ~Producer() = default;

  // Ends with the broker's acknowledgement: the record is on all replicas in sync, once. What was begun first is
  // written first, per key. Ends on the caller's executor.
  [[nodiscard]] virtual asio::awaitable<Result<void>> send(Record record) = 0;
};

}  // namespace plaza::kafka
