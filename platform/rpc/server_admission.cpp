#include "platform/rpc/server_admission.hpp"

#include "platform/resilience/outcome.hpp"

namespace plaza::rpc {
namespace {

constexpr milliseconds retry_after_overload{1'000};

std::optional<resilience::RateLimitOptions> rate_of(const AdmissionOptions& options) {
  if (options.calls_per_second_max == 0) return std::nullopt;
  return resilience::RateLimitOptions{.requests = options.calls_per_second_max, .window = milliseconds{1'000}};
}

}  // namespace

void AdmissionOptions::describe(config::Section section) {
  const auto live = section.live();
  live.value("calls_per_second_max", calls_per_second_max, "calls a second that each worker takes; 0: any number",
             {.min = 0, .max = 10'000'000});
  concurrency.describe(live.section("concurrency"));
  queue.describe(live.section("queue"));
}

std::string_view to_string(ShedBy policy) {
  switch (policy) {
    case ShedBy::rate:
      return "rate";
    case ShedBy::queue:
      return "queue";
    case ShedBy::limit:
      return "limit";
  }
  return "unknown";
}

Error ServerAdmission::Refusal::error() const {
  return {.code = Code::unavailable,
          .message = "the service has too much to do",
          .reason = std::string(resilience::reason_overloaded),
          .retry_after = retry_after};
}

ServerAdmission::ServerAdmission(const AdmissionOptions& options) : queue_(options.queue), limit_(options.concurrency) {
  if (const auto rate = rate_of(options)) rate_.emplace(*rate);
}

void ServerAdmission::change(const AdmissionOptions& options) {
  const auto rate = rate_of(options);
  if (!rate) {
    rate_.reset();
  } else if (rate_) {
    rate_->change(*rate);
  } else {
    rate_.emplace(*rate);
  }
  queue_.change(options.queue);
  limit_.change(options.concurrency);
}

std::expected<ServerAdmission::Lease, ServerAdmission::Refusal> ServerAdmission::admit(resilience::Priority priority,
                                                                                       resilience::Duration waited,
                                                                                       SteadyTime now) {
  if (priority != resilience::Priority::health) {
    if (rate_) {
      const auto decision = rate_->take(now);
      if (!decision.allowed) return std::unexpected(Refusal{ShedBy::rate, decision.retry_after});
    }
    if (queue_.passed(waited, now)) return std::unexpected(Refusal{ShedBy::queue, retry_after_overload});
  }
  auto lease = limit_.admit(priority);
  if (!lease) return std::unexpected(Refusal{ShedBy::limit, retry_after_overload});
  return std::move(*lease);
}

}  // namespace plaza::rpc
