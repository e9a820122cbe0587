#pragma once

#include "gateway/edge/limits/shared_limits.hpp"
#include "platform/process/process.hpp"

namespace plaza::gateway {

// The gateway's part in counts that gateways share, with its own way to their Redis. Does nothing where the options do
// not ask for it.
class SharedCounts final : public Component {
 public:
  SharedCounts(Process& process, const SharedLimitsOptions& options);

  // Empty: counts are each gateway's own.
  [[nodiscard]] MakeRateLimiter maker();

  [[nodiscard]] std::string_view name() const override { return "shared limits"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  const bool enabled_;
  redis::Store redis_;
  SharedLimits limits_;
};

}  // namespace plaza::gateway
