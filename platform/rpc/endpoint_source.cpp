#include "platform/rpc/endpoint_source.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace plaza::rpc {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
// A name that could not be had is asked for again after this, or after the interval if that is shorter.
constexpr milliseconds pause_after_failure{1'000};

asio::awaitable<Result<std::vector<std::string>>> resolve_with(std::shared_ptr<asio::ip::tcp::resolver> resolver,
                                                               std::string host) {
  const auto [error, found] = co_await resolver->async_resolve(host, "", awaited);
  if (error) co_return fail(Code::unavailable, error.message());
  std::vector<std::string> hosts;
  for (const auto& one : found) hosts.push_back(one.endpoint().address().to_string());
  // Answers come in turning order; which endpoints are taken must not turn with it.
  std::ranges::sort(hosts);
  hosts.erase(std::ranges::unique(hosts).begin(), hosts.end());
  co_return hosts;
}

}  // namespace

ResolveName system_resolver(asio::io_context::executor_type executor) {
  auto resolver = std::make_shared<asio::ip::tcp::resolver>(executor);
  return [resolver](std::string host) { return resolve_with(resolver, std::move(host)); };
}

EndpointSource::EndpointSource(asio::io_context::executor_type executor, ResolveName resolve, Members members)
    : resolve_(std::move(resolve)), members_(std::move(members)), executor_(executor), timer_(executor) {}

void EndpointSource::follow(std::vector<EndpointEntry> entries, milliseconds interval) {
  std::vector<Name> names;
  for (auto& entry : entries) {
    const auto known = std::ranges::find_if(names_, [&](const Name& name) { return name.entry.host == entry.host; });
    names.push_back({.entry = std::move(entry), .hosts = {}});
    auto& name = names.back();
    if (!name.entry.resolve) {
      name.hosts.push_back(name.entry.host);
    } else if (known != names_.end()) {
      name.hosts = known->hosts;
    }
  }
  names_ = std::move(names);
  interval_ = interval;
  ++generation_;
  timer_.cancel();
  // A new name takes over when it has been looked up, so that there is no moment without members.
  const bool all_known = std::ranges::none_of(names_, [](const Name& name) { return name.hosts.empty(); });
  if (all_known || published_.empty()) publish();
  if (std::ranges::any_of(names_, [](const Name& name) { return name.entry.resolve; })) {
    asio::co_spawn(executor_, run(shared_from_this(), generation_), asio::detached);
  }
}

void EndpointSource::stop() {
  asio::post(executor_, [self = shared_from_this()] {
    ++self->generation_;
    self->timer_.cancel();
  });
}

asio::awaitable<void> EndpointSource::run(std::shared_ptr<EndpointSource> self, std::uint64_t generation) {
  while (generation == self->generation_) {
    const bool well = co_await self->resolve_all(generation);
    if (generation != self->generation_) co_return;
    self->publish();
    self->timer_.expires_after(well ? self->interval_ : std::min(self->interval_, pause_after_failure));
    co_await self->timer_.async_wait(awaited);
  }
}

asio::awaitable<bool> EndpointSource::resolve_all(std::uint64_t generation) {
  bool well = true;
  for (std::size_t i = 0; generation == generation_ && i < names_.size(); ++i) {
    if (!names_[i].entry.resolve) continue;
    auto hosts = co_await resolve_(names_[i].entry.host);
    if (generation != generation_) co_return well;
    if (hosts && !hosts->empty()) {
      names_[i].hosts = std::move(*hosts);
      continue;
    }
    well = false;
    ++failures_;
    last_failure_ = fmt::format("no answer for {}: {}", names_[i].entry.host,
                                hosts ? "it has no addresses" : hosts.error().message);
  }
  co_return well;
}

void EndpointSource::publish() {
  std::vector<resilience::EndpointAddress> all;
  for (const auto& name : names_) {
    for (const auto& host : name.hosts) all.push_back({address_text(host, name.entry.port), name.entry.weight});
  }
  if (all == published_) return;
  published_ = std::move(all);
  members_(published_);
}

}  // namespace plaza::rpc
