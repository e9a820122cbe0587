#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/grpc/channel.hpp"

#include "bench/load/tally.hpp"

namespace plaza::bench {

// What a run does.
struct OrderLoadOptions {
  std::vector<std::string> endpoints;   // HOST:PORT of processes of `orders`
  std::uint32_t connections = 4;        // to each
  std::uint32_t at_once = 100;          // calls under way in the closed loop
  std::uint32_t under_way_max = 5'000;  // with a rate: what finds as many before it is not sent
  double rate = 0;                      // orders a second, whatever the service does; 0: the next when one is answered
  double seconds = 5;
  double warmup_seconds = 0.5;  // sent before, and not counted
  double timeout_seconds = 5;   // a call that takes longer is given up
};

// Makes orders, each another one, over gRPC; one thread. The next when one is answered or, with a rate, at its time
// whatever the service does: then a call's latency counts from when it was due.
class OrderLoad {
 public:
  explicit OrderLoad(const OrderLoadOptions& options);
  ~OrderLoad();
  OrderLoad(const OrderLoad&) = delete;
  OrderLoad& operator=(const OrderLoad&) = delete;

  // Runs to the end: until the last call is answered. A status is that of HTTP: 200, or 503 for every failure.
  Tally run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plaza::bench
