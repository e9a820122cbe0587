#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/kafka/producer.hpp"

namespace plaza::outbox {

namespace asio = boost::asio;

// A row of the outbox.
struct Pending {
  std::int64_t id = 0;
  kafka::Record record;
  SystemTime created_at;
};

// What became of a batch.
struct Published {
  std::vector<const Pending*> acknowledged;  // without their records' headers and values, which are with the producer
  std::optional<Error> failure;              // the first one
};

// Publishes rows in their order per key: one of a key in flight at most, keys beside each other. What follows a record
// that failed is left for later. `go_on` is asked before each record. Ends when nothing is in flight any more.
asio::awaitable<Published> publish(asio::io_context::executor_type executor, kafka::Producer& producer,
                                   std::shared_ptr<std::vector<Pending>> rows, std::shared_ptr<const bool> go_on);

}  // namespace plaza::outbox
