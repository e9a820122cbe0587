#include "platform/http/client_pool.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace plaza::http {

ClientPool::ClientPool(asio::io_context::executor_type executor, const ClientOptions& options)
    : executor_(executor), options_(options), drop_timer_(executor) {}

ClientPool::Lease::Lease(std::shared_ptr<ClientPool> pool, std::string key, std::shared_ptr<ClientConnection> kept)
    : connection(std::move(kept)), pool_(std::move(pool)), key_(std::move(key)) {}

ClientPool::Lease::Lease(Lease&& other) noexcept = default;

ClientPool::Lease::~Lease() {
  if (pool_) pool_->release(key_, std::move(connection), reusable);
}

asio::awaitable<Result<ClientPool::Lease>> ClientPool::acquire(std::string key, SteadyTime deadline) {
  const auto self = shared_from_this();
  while (true) {
    auto& host = hosts_[key];
    if (host.leased < options_.connections_per_host_max) {
      ++host.leased;
      co_return Lease(self, key, take_idle(host));
    }
    if (host.waiting.size() >= waiting_max || std::chrono::steady_clock::now() >= deadline) {
      co_return fail(Code::resource_exhausted, fmt::format("all connections to {} are busy", key));
    }
    asio::steady_timer turn(executor_, deadline);
    host.waiting.push_back(&turn);
    co_await turn.async_wait(asio::as_tuple(asio::use_awaitable));
    // The host may have been forgotten and come back meanwhile.
    if (const auto found = hosts_.find(key); found != hosts_.end()) std::erase(found->second.waiting, &turn);
  }
}

std::shared_ptr<ClientConnection> ClientPool::take_idle(Host& host) {
  while (!host.idle.empty()) {
    auto connection = std::move(host.idle.back());
    host.idle.pop_back();
    --idle_;
    if (!connection->stale()) return connection;
  }
  return nullptr;
}

void ClientPool::release(const std::string& key, std::shared_ptr<ClientConnection> connection, bool reusable) {
  auto& host = hosts_[key];
  --host.leased;
  if (connection && reusable && idle_ < options_.idle_connections_max) {
    connection->idle_since = std::chrono::steady_clock::now();
    host.idle.push_back(std::move(connection));
    ++idle_;
    if (!dropping_) drop_old_later();
  }
  if (!host.waiting.empty()) {
    host.waiting.front()->cancel();
    host.waiting.pop_front();
  } else if (host.leased == 0 && host.idle.empty()) {
    hosts_.erase(key);
  }
}

void ClientPool::drop_old_later() {
  dropping_ = true;
  drop_timer_.expires_after(options_.idle_timeout / 2);
  drop_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!cancelled && self) self->drop_old();
  });
}

void ClientPool::drop_old() {
  const auto oldest = std::chrono::steady_clock::now() - options_.idle_timeout;
  for (auto host = hosts_.begin(); host != hosts_.end();) {
    idle_ -= std::erase_if(host->second.idle, [oldest](const auto& one) { return one->idle_since <= oldest; });
    const bool unused = host->second.idle.empty() && host->second.leased == 0 && host->second.waiting.empty();
    host = unused ? hosts_.erase(host) : std::next(host);
  }
  dropping_ = idle_ > 0;
  if (dropping_) drop_old_later();
}

}  // namespace plaza::http
