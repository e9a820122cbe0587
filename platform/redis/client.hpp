#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/worker.hpp"
#include "platform/redis/command.hpp"
#include "platform/redis/options.hpp"
#include "platform/redis/reply.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/trace.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::redis {

class ClientState;

// What a client works with; all of it outlives the client.
struct ClientSurroundings {
  Worker* worker;
  const Clock* clock;
  telemetry::Metrics* metrics;
  telemetry::Tracer* tracer;
  telemetry::Log* log;
};

// The way to one Redis from one worker. Around each command: metrics and span → deadline (a spent one is refused before
// any work) → breaker → the connection → once more for what may come twice, when the connection was lost. Lives on one
// worker.
//
//   const auto days = co_await client.run(context, Command("HGETALL", Access::read, key));
class Client {
 public:
  // `store` names it in metrics. `password` is asked at every attempt to connect; empty: none is needed. It may be
  // called until the worker's loop has ended. `credentials`, loaded: TLS.
  Client(ClientSurroundings with, std::string store, const Options& options, std::function<std::string()> password = {},
         std::shared_ptr<const tls::Credentials> credentials = nullptr);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // From any thread, each once. Commands under way fail when it stops.
  void start();
  void stop();
  // On the worker.
  void change(const ClientLimits& limits);
  [[nodiscard]] bool connected() const;

  // Errors: README.md, "When a command fails".
  asio::awaitable<Result<Reply>> run(RequestContext context, Command command);

 private:
  std::shared_ptr<ClientState> state_;
};

}  // namespace plaza::redis
