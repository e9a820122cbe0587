#include "gateway/edge/limits/rate_limits.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <xxhash.h>

#include "platform/http/problem.hpp"

namespace plaza::gateway {
namespace {

constexpr std::size_t subject_bytes_max = 96;
using KeyBuffer = std::array<char, subject_bytes_max + 8>;

std::int64_t seconds_up(milliseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time).count();
}

// Never equal for a subject and an address. A subject that is too long stands there as its hash.
std::string_view key_of(const http::Request& request, const ClientAddress& addresses, KeyBuffer& buffer) {
  const std::string_view subject = request.context.identity.subject;
  char* end = buffer.data();
  if (subject.empty()) {
    std::array<char, 64> text{};
    const auto client = client_key(addresses.of(request), text);
    *end++ = '@';
    end = std::ranges::copy(client, end).out;
  } else if (subject.size() <= subject_bytes_max) {
    *end++ = '=';
    end = std::ranges::copy(subject, end).out;
  } else {
    const auto hash = XXH3_128bits(subject.data(), subject.size());
    end = fmt::format_to(end, "#{:016x}{:016x}", hash.high64, hash.low64);
  }
  return {buffer.data(), end};
}

Error too_often(const resilience::RateDecision& decision) {
  return {.code = Code::resource_exhausted,
          .message = "this client has asked too often",
          .reason = "RATE_LIMITED",
          .retry_after = decision.retry_after};
}

}  // namespace

// A policy as a worker uses it: with the lines of a head that are always the same.
struct RateLimits::Policy {
  Policy(const RatePolicy& policy, RateLimiter& counts, telemetry::Counter& refused)
      : limiter(counts),
        limited(refused),
        lines(fmt::format("RateLimit-Policy: \"{0}\";q={1};w={2}\r\nRateLimit-Limit: {1}\r\nRateLimit: \"{0}\"",
                          policy.name, policy.rate.requests, seconds_up(policy.rate.window))) {}

  RateLimiter& limiter;
  telemetry::Counter& limited;
  std::string lines;
};

struct RateLimits::Slot {
  std::uint64_t version = 0;
  std::shared_ptr<const RatePolicies> policies;
  std::vector<std::shared_ptr<const Policy>> by_index;
};

RateLimits::RateLimits(const RateLimitsOptions& options, ClientAddress addresses, std::vector<LimitedRoute> limited,
                       const Clock& clock, std::size_t slots, telemetry::Metrics& metrics, MakeRateLimiter make_limiter)
    : addresses_(std::move(addresses)),
      limited_(std::move(limited)),
      clock_(clock),
      metrics_(metrics),
      make_limiter_(std::move(make_limiter)) {
  for (std::size_t i = 0; i < slots; ++i) slots_.push_back(std::make_unique<Slot>());
  if (const auto set = change(options); !set) throw std::invalid_argument(set.error().message);
}

RateLimits::~RateLimits() = default;

Result<void> RateLimits::change(const RateLimitsOptions& options) {
  auto policies = RatePolicies::make(options, limited_);
  if (!policies) return std::unexpected(policies.error());
  const std::scoped_lock lock(mutex_);
  policies_ = std::make_shared<const RatePolicies>(*std::move(policies));
  for (const auto& policy : policies_->all()) {
    const resilience::KeyedRateLimitOptions keyed{.rate = policy.rate, .keys_max = options.clients_max};
    auto& limiter = limiters_[policy.name];
    if (limiter) {
      limiter->change(keyed);
    } else {
      limiter = make_limiter_ ? make_limiter_(policy.name, keyed) : std::make_unique<LocalRateLimiter>(keyed);
    }
  }
  version_.fetch_add(1, std::memory_order_release);
  return {};
}

void RateLimits::refresh(Slot& slot) {
  const auto present = version_.load(std::memory_order_acquire);
  if (slot.version == present) return;
  const std::scoped_lock lock(mutex_);
  slot.version = present;
  slot.policies = policies_;
  slot.by_index.clear();
  for (const auto& policy : policies_->all()) {
    auto& limited = metrics_.counter("rate_limited_total", "Requests refused (429) because their client asks too often",
                                     {{"policy", policy.name}});
    slot.by_index.push_back(std::make_shared<const Policy>(policy, *limiters_.at(policy.name), limited));
  }
}

std::optional<http::Response> RateLimits::before(http::Request& request) {
  const auto index = request.worker().index();
  auto& slot = *slots_.at(index);
  refresh(slot);
  const auto found = slot.policies->find(request.method(), request.route);
  if (found < 0) return std::nullopt;
  const auto& policy = slot.by_index[static_cast<std::size_t>(found)];

  KeyBuffer buffer;
  const auto decision = policy->limiter.take(key_of(request, addresses_, buffer), clock_.steady_now());
  request.rate_limit = {.policy = policy,
                        .remaining = decision.remaining,
                        .reset_s = static_cast<std::uint32_t>(seconds_up(decision.reset))};
  if (decision.allowed) return std::nullopt;
  policy->limited.add(index);
  return http::problem(request, too_often(decision));
}

Result<void> RateLimits::take(const http::Request& request, RateClass kind, std::size_t count) {
  const auto index = request.worker().index();
  auto& slot = *slots_.at(index);
  refresh(slot);
  const auto found = slot.policies->find(kind);
  if (found < 0) return {};
  const auto& policy = slot.by_index[static_cast<std::size_t>(found)];
  KeyBuffer buffer;
  const auto key = key_of(request, addresses_, buffer);
  for (std::size_t taken = 0; taken < count; ++taken) {
    const auto decision = policy->limiter.take(key, clock_.steady_now());
    if (decision.allowed) continue;
    policy->limited.add(index);
    return std::unexpected(too_often(decision));
  }
  return {};
}

void RateLimits::after(const http::Request& request, http::Response& response) {
  const auto& note = request.rate_limit;
  if (!note.policy) return;
  const auto& policy = *std::static_pointer_cast<const Policy>(note.policy);
  fmt::basic_memory_buffer<char, 512> lines;
  fmt::format_to(std::back_inserter(lines), "{};r={};t={}\r\nRateLimit-Remaining: {}\r\nRateLimit-Reset: {}\r\n",
                 policy.lines, note.remaining, note.reset_s, note.remaining, note.reset_s);
  response.headers.add_block({lines.data(), lines.size()});
}

}  // namespace plaza::gateway
