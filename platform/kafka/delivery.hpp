#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/core/trace_context.hpp"

namespace plaza::kafka {

namespace asio = boost::asio;

// Who waits for a record to be written. Touched on its executor only, where it is told or gives up.
struct Waiter {
  std::move_only_function<void(Result<void>)> done;  // empty: told, or given up

  void tell(Result<void> result) {
    if (auto told = std::exchange(done, nullptr)) told(std::move(result));
  }
};

// A record that librdkafka has.
struct InFlightRecord {
  std::shared_ptr<Waiter> waiter;
  asio::any_io_executor executor;
  std::uint64_t bytes = 0;
  SteadyTime begun;
  SystemTime begun_at;
  TraceContext trace;  // not valid: none
  std::uint64_t parent = 0;
};

// Tells those who wait, each on the executor it waits on, with one post to each executor.
class Deliveries {
 public:
  void add(InFlightRecord& record, Result<void> result);
  void post();

 private:
  struct Told {
    std::shared_ptr<Waiter> waiter;
    Result<void> result;
  };
  struct Group {
    asio::any_io_executor executor;
    std::vector<Told> told;
  };
  std::vector<Group> groups_;
};

}  // namespace plaza::kafka
