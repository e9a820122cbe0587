#include "platform/http/server.hpp"

#include <functional>
#include <future>

#include "platform/core/listener.hpp"
#include "platform/http/dispatch.hpp"
#include "platform/http/shard.hpp"

namespace plaza::http {
namespace {

// How long stop() waits for connections that it has closed to notice.
constexpr std::chrono::seconds close_time{1};

}  // namespace

class Server::Impl {
 public:
  Impl(std::string name, std::vector<Worker*> workers, const Clock& clock, const Router& router,
       const ServerOptions& options, const std::vector<Filter*>& filters, Observer* observer,
       const std::shared_ptr<const tls::Credentials>& credentials)
      : name_(std::move(name)),
        workers_(std::move(workers)),
        options_(options),
        listener_(workers_,
                  [this](Worker& worker, asio::ip::tcp::socket socket) { shard_of(worker).adopt(std::move(socket)); }) {
    for (auto* worker : workers_) {
      shards_.push_back(std::make_shared<Shard>(*worker, clock, options_, Dispatcher(router, filters, observer),
                                                observer, counts_, credentials));
    }
  }

  ~Impl() {
    stop();
    on_each([](Shard& shard) { shard.detach(); });
    if (port() != 0) settle();
  }

  Result<void> start() {
    return listener_.open({.address = options_.address, .port = options_.port, .backlog = options_.backlog});
  }

  void begin_stopping() {
    on_each([](Shard& shard) { shard.begin_stopping(); });
  }

  void stop_accepting() {
    listener_.close();
    on_each([](Shard& shard) { shard.end_idle_connections(); });
  }

  void stop() {
    listener_.close();
    on_each([](Shard& shard) { shard.close_all(); });
    if (running()) counts_->wait_until_none_is_open(close_time);
  }

  void change(const ServerOptions& options) {
    on_each([options](Shard& shard) { shard.change(options); });
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
  [[nodiscard]] const ConnectionCounts& counts() const { return *counts_; }

 private:
  Shard& shard_of(const Worker& worker) {
    const auto found = std::ranges::find(workers_, &worker);
    return *shards_[static_cast<std::size_t>(found - workers_.begin())];
  }

  [[nodiscard]] bool running() const {
    return std::ranges::none_of(workers_, [](Worker* worker) { return worker->io().stopped(); });
  }

  // Returns when every worker has done what was posted to it before.
  void settle() {
    for (auto* worker : workers_) {
      if (worker->io().stopped()) continue;
      std::promise<void> reached;
      asio::post(worker->executor(), [&reached] { reached.set_value(); });
      reached.get_future().wait();
    }
  }

  void on_each(const std::function<void(Shard&)>& task) {
    for (const auto& shard : shards_) {
      if (shard->worker().io().stopped()) {
        task(*shard);
        continue;
      }
      asio::post(shard->worker().executor(), [shard, task] { task(*shard); });
    }
  }

  std::string name_;
  std::vector<Worker*> workers_;
  ServerOptions options_;
  std::shared_ptr<ConnectionCounts> counts_ = std::make_shared<ConnectionCounts>();
  std::vector<std::shared_ptr<Shard>> shards_;
  Listener listener_;
};

Server::Server(std::string name, std::vector<Worker*> workers, const Clock& clock, const Router& router,
               const ServerOptions& options, const std::vector<Filter*>& filters, Observer* observer,
               const std::shared_ptr<const tls::Credentials>& credentials)
    : impl_(std::make_unique<Impl>(std::move(name), std::move(workers), clock, router, options, filters, observer,
                                   credentials)) {}

Server::~Server() = default;

std::string_view Server::name() const {
  return impl_->name();
}
Result<void> Server::start() {
  return impl_->start();
}
void Server::begin_stopping() {
  impl_->begin_stopping();
}
void Server::stop_accepting() {
  impl_->stop_accepting();
}
bool Server::drained() const {
  return impl_->counts().unfinished == 0;
}
void Server::stop() {
  impl_->stop();
}
void Server::change(const ServerOptions& options) {
  impl_->change(options);
}
std::uint16_t Server::port() const {
  return impl_->port();
}
std::size_t Server::connections() const {
  return impl_->counts().open();
}

}  // namespace plaza::http
