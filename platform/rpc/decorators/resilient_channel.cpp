#include "platform/rpc/decorators/resilient_channel.hpp"

namespace plaza::rpc {

void ResilienceOptions::describe(config::Section section) {
  deadline.describe(section);
  concurrency.describe(section);
  breaker.describe(section.section("breaker"));
  retry.describe(section.section("retry"));
}

}  // namespace plaza::rpc
