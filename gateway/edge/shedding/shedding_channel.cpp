#include "gateway/edge/shedding/shedding_channel.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::gateway {
namespace {

using resilience::Priority;

constexpr milliseconds retry_after{1'000};
constexpr std::array<std::string_view, 3> names{"batch", "interactive", "health"};

// A service that answers in a fraction of a millisecond may take many times as long when all of its processor is in
// use, and nobody minds. So a wait of this much more than without a queue is always well.
constexpr double slack_ms = 20;

double next_limit(const resilience::LimitInput& in) {
  auto relaxed = in;
  relaxed.tolerance = std::max(in.tolerance, 1 + slack_ms / in.baseline_ms);
  return resilience::next_limit_by_gradient(relaxed);
}

Priority priority_of(const rpc::Call& call) {
  if (call.method->service == "health") return Priority::health;
  return call.context.background ? Priority::batch : Priority::interactive;
}

}  // namespace

SheddingChannel::SheddingChannel(std::unique_ptr<rpc::Channel> inner, const std::string& service, const Clock& clock,
                                 const resilience::AdaptiveLimitOptions& options, std::size_t slot,
                                 telemetry::Metrics& metrics)
    : inner_(std::move(inner)),
      clock_(clock),
      slot_(slot),
      limit_(options, next_limit),
      limit_shown_(metrics.gauge("concurrency_limit", "Calls that a worker lets be under way at once",
                                 {{"service", service}, {"worker", fmt::to_string(slot)}})) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    shed_.at(i) = &metrics.counter("shed_calls_total", "Calls refused because their service has too much to do",
                                   {{"service", service}, {"priority", std::string(names.at(i))}});
  }
  limit_shown_.set(limit_.limit());
}

void SheddingChannel::change(const resilience::AdaptiveLimitOptions& options) {
  limit_.change(options);
  limit_shown_.set(limit_.limit());
}

asio::awaitable<Result<void>> SheddingChannel::send(rpc::Call& call) {
  const auto priority = priority_of(call);
  auto lease = limit_.admit(priority);
  if (!lease) {
    call.never_reached_server = true;
    shed_.at(static_cast<std::size_t>(priority))->add(slot_);
    co_return std::unexpected(Error{.code = Code::unavailable,
                                    .message = "there is too much to do; what can wait should",
                                    .reason = std::string(resilience::reason_overloaded),
                                    .retry_after = retry_after});
  }
  const auto began = clock_.steady_now();
  auto result = co_await inner_->send(call);
  const auto now = clock_.steady_now();
  lease->finish(resilience::outcome_of(result, now - began), now);
  limit_shown_.set(limit_.limit());
  co_return result;
}

}  // namespace plaza::gateway
