#include "platform/rpc/decorators/deadline_channel.hpp"

#include "platform/resilience/deadline.hpp"

namespace plaza::rpc {
namespace {

asio::awaitable<Result<void>> refused(Error error) {
  co_return std::unexpected(std::move(error));
}

}  // namespace

void DeadlineOptions::describe(config::Section section) {
  section.value("timeout_ms", timeout,
                "longest time for a call, waits and retries included; 0: the caller's deadline alone", {0, 600'000});
}

// No coroutine of its own: it has nothing to do after the call.
asio::awaitable<Result<void>> DeadlineChannel::send(Call& call) {
  const auto now = clock_->steady_now();
  if (auto checked = resilience::check_deadline(call.context, now); !checked) {
    call.never_reached_server = true;
    return refused(std::move(checked.error()));
  }
  call.context.deadline = resilience::shortened_deadline(call.context.deadline, options_.timeout, now);
  return inner_->send(call);
}

}  // namespace plaza::rpc
