#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "platform/core/config.hpp"
#include "platform/resilience/adaptive_limit.hpp"
#include "platform/resilience/queue_deadline.hpp"
#include "platform/resilience/token_bucket.hpp"

namespace plaza::rpc {

struct AdmissionOptions {
  std::uint32_t calls_per_second_max = 0;  // of each worker; 0: any number
  resilience::AdaptiveLimitOptions concurrency{};
  resilience::QueueDeadlineOptions queue{};

  // All of it is live: who describes it calls ThriftServer::follow().
  void describe(config::Section section);
};

// Which policy refused a call.
enum class ShedBy : std::uint8_t { rate, queue, limit };
inline constexpr std::size_t shed_by_count = 3;
std::string_view to_string(ShedBy policy);

// The door of a server: a call that comes too often, has waited too long, or finds too many under way is answered at
// once instead of late. Health checks pass the first two, and the last one when nobody else does. Lives on one worker.
class ServerAdmission {
 public:
  using Lease = resilience::AdaptiveLimit::Lease;

  struct Refusal {
    ShedBy policy = ShedBy::limit;
    milliseconds retry_after{};
    // `unavailable`, OVERLOADED, with retry_after.
    [[nodiscard]] Error error() const;
  };

  explicit ServerAdmission(const AdmissionOptions& options);
  void change(const AdmissionOptions& options);

  // `waited`: since the call was read. The lease is finished with the call's outcome.
  [[nodiscard]] std::expected<Lease, Refusal> admit(resilience::Priority priority, resilience::Duration waited,
                                                    SteadyTime now);
  [[nodiscard]] const resilience::AdaptiveLimit& limit() const { return limit_; }

 private:
  std::optional<resilience::TokenBucket> rate_;
  resilience::QueueDeadline queue_;
  resilience::AdaptiveLimit limit_;
};

}  // namespace plaza::rpc
