#include "platform/rpc/pending_calls.hpp"

#include <algorithm>
#include <limits>

namespace plaza::rpc {

namespace {

constexpr std::size_t first_places = 64;

}  // namespace

PendingCalls::PendingCalls(std::size_t count_max) : count_max_(count_max), places_(first_places) {}

PendingCall* PendingCalls::add() {
  if (size_ >= count_max_) return nullptr;
  if (2 * (size_ + 1) > places_.size()) grow();
  // A call that has waited for a whole turn still holds its place: the next number, then. Half of the places are free.
  do {
    last_seqid_ = last_seqid_ == std::numeric_limits<std::int32_t>::max() ? 1 : last_seqid_ + 1;
  } while (place(last_seqid_).seqid != 0);
  auto& call = place(last_seqid_);
  call.seqid = last_seqid_;
  ++size_;
  return &call;
}

PendingCall* PendingCalls::find(std::int32_t seqid) {
  if (seqid <= 0) return nullptr;
  auto& call = place(seqid);
  return call.seqid == seqid ? &call : nullptr;
}

PendingCall PendingCalls::take(PendingCall& call) {
  PendingCall taken = std::move(call);
  call = PendingCall{};
  --size_;
  return taken;
}

std::vector<PendingCall> PendingCalls::take_expired(SteadyTime now) {
  std::vector<PendingCall> taken;
  for (auto& call : places_) {
    if (call.seqid != 0 && call.deadline <= now) taken.push_back(take(call));
  }
  return taken;
}

std::vector<PendingCall> PendingCalls::take_all() {
  return take_expired(SteadyTime::max());
}

SteadyTime PendingCalls::next_deadline() const {
  auto next = SteadyTime::max();
  for (const auto& call : places_) {
    if (call.seqid != 0) next = std::min(next, call.deadline);
  }
  return next;
}

// Two numbers that differ modulo the old size differ modulo the new one.
void PendingCalls::grow() {
  auto old = std::move(places_);
  places_ = std::vector<PendingCall>(old.size() * 2);
  for (auto& call : old) {
    if (call.seqid != 0) place(call.seqid) = std::move(call);
  }
}

}  // namespace plaza::rpc
