#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/resilience/endpoint.hpp"
#include "platform/rpc/endpoint_list.hpp"

namespace plaza::rpc {

// All addresses that a name has at present ("10.0.0.7"); an error, or none, leaves those in force that were known.
using ResolveName = std::function<asio::awaitable<Result<std::vector<std::string>>>(std::string host)>;

// Asks the system's resolver, on a thread of its own.
ResolveName system_resolver(asio::io_context::executor_type executor);

// Who the members of a service are: what the list says, and what DNS says to the names in it, asked again every
// `interval`. Lives on one worker.
class EndpointSource : public std::enable_shared_from_this<EndpointSource> {
 public:
  using Members = std::function<void(std::span<const resilience::EndpointAddress>)>;

  // `members` is called on the worker with all of them at each change.
  EndpointSource(asio::io_context::executor_type executor, ResolveName resolve, Members members);

  // From now on these; on the worker.
  void follow(std::vector<EndpointEntry> entries, milliseconds interval);
  // From any thread.
  void stop();

  [[nodiscard]] std::uint64_t failures() const { return failures_; }
  // "no answer for pharmacy.plaza.svc: Host not found"; empty before the first failure.
  [[nodiscard]] const std::string& last_failure() const { return last_failure_; }

 private:
  struct Name {
    EndpointEntry entry;
    std::vector<std::string> hosts;  // last known
  };

  static asio::awaitable<void> run(std::shared_ptr<EndpointSource> self, std::uint64_t generation);
  // False when one of them could not be had.
  asio::awaitable<bool> resolve_all(std::uint64_t generation);
  void publish();

  ResolveName resolve_;
  Members members_;
  asio::io_context::executor_type executor_;
  asio::steady_timer timer_;
  std::vector<Name> names_;
  std::vector<resilience::EndpointAddress> published_;
  milliseconds interval_{};
  std::uint64_t generation_ = 0;  // of the list; the loop for an older one ends
  std::uint64_t failures_ = 0;
  std::string last_failure_;
};

}  // namespace plaza::rpc
