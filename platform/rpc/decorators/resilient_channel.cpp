#include "platform/rpc/decorators/resilient_channel.hpp"

namespace plaza::rpc {

void ResilienceOptions::describe(config::Section section) {
  deadline.describe(section);
  concurrency.describe(section);
  breaker.describe(section.section("breaker"));
  retry.describe(section.section("retry"));
}

void ResilientChannel::change(const ResilienceOptions& options) {
  deadline_.change(options.deadline);
  concurrency_.change(options.concurrency);
  breaker_.change(options.breaker);
  retry_.change(options.retry);
}

}  // namespace plaza::rpc
