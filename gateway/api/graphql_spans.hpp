#pragma once

#include <string>
#include <vector>

#include "gateway/graphql/execution/call.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/trace_context.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::gateway {

// A span for each resolver that leaves the process, within that of its request: "Query.pharmacies". Calls to services
// are within these, but for those that loaders make for several resolvers at once.
class ResolverSpans final : public graphql::ResolverWatcher {
 public:
  // `request`: whose trace it is. All that is referred to outlives it.
  ResolverSpans(telemetry::Tracer& tracer, const Clock& clock, const TraceContext& request)
      : tracer_(tracer), clock_(clock), request_(request) {}

  std::uint64_t begun(const graphql::Call& call) override;
  void ended(std::uint64_t watched_as, const Error* error) override;

  // The trace as what a resolver calls sees it.
  [[nodiscard]] TraceContext trace_of(const graphql::Call& call) const;

 private:
  struct Open {
    TraceContext trace;
    std::string name;
    std::string response_name;
    SystemTime start;
    SteadyTime begun;
  };

  telemetry::Tracer& tracer_;
  const Clock& clock_;
  TraceContext request_;
  std::vector<Open> open_;  // a call is watched as the place of its own behind the first one
};

}  // namespace plaza::gateway
