#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "platform/rpc/thrift_call.hpp"

namespace plaza::rpc {

struct PendingCall {
  std::int32_t seqid = 0;  // 0: this place is free
  ThriftCall* call = nullptr;
  SteadyTime deadline;
  std::uint64_t position = 0;  // of its first byte in all that this connection sends
  std::move_only_function<void(Result<void>)> done;
};

// The calls of a connection that wait for an answer, found by seqid. Numbers go up with every call and are not used
// again before 2^31 others, so a late answer cannot be taken for another call's. Grows with what waits, up to
// `count_max`.
class PendingCalls {
 public:
  explicit PendingCalls(std::size_t count_max);

  // Null when too many wait.
  PendingCall* add();
  // Null when nobody waits for that number (any more).
  PendingCall* find(std::int32_t seqid);
  PendingCall take(PendingCall& call);
  std::vector<PendingCall> take_expired(SteadyTime now);
  std::vector<PendingCall> take_all();

  // SteadyTime::max() when nothing waits.
  [[nodiscard]] SteadyTime next_deadline() const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  PendingCall& place(std::int32_t seqid) { return places_[static_cast<std::size_t>(seqid) & (places_.size() - 1)]; }
  void grow();

  std::size_t count_max_;
  std::size_t size_ = 0;
  std::int32_t last_seqid_ = 0;
  std::vector<PendingCall> places_;  // a power of two, at least twice as many as wait; at seqid modulo the size
};

}  // namespace plaza::rpc
