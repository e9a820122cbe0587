#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/graphql/execution/engine.hpp"
#include "gateway/graphql/http/persisted_queries.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"

namespace plaza::graphql {

struct EndpointOptions {
  EngineOptions engine{};
  PersistedQueryOptions persisted{};
  std::size_t batch_max = 10;  // operations in one body; 0: no batches
  std::size_t body_bytes_max = 256 * 1024;
  std::size_t json_depth_max = 64;
};

// What resolvers of one operation get as their context, kept until the last of them is through.
struct OperationContext {
  std::shared_ptr<void> context{};
  ResolverWatcher* watcher = nullptr;  // lives as long as the context
};

// What the endpoint asks of, and tells, whoever serves it. Each may be missing. `number` counts the operations of a
// batch, from 0.
struct EndpointHooks {
  std::function<OperationContext(const http::Request&, std::size_t number)> context{};
  // Whether an operation that is right may be executed now.
  std::function<Result<void>(const http::Request&, std::size_t number, const Intent&)> admit{};
  // What became of an operation.
  std::function<void(const http::Request&, const Answer&)> observe{};
  // The page for browsers that ask for no operation.
  std::function<http::Response()> page{};
};

// GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): queries by GET and POST, mutations by POST,
// in both media types; JSON batches; persisted queries. One for all workers: each has an engine of its own in it.
class Endpoint {
 public:
  Endpoint(std::shared_ptr<const Schema> schema, const EndpointOptions& options,
           std::shared_ptr<const KnownQueries> known, std::size_t workers, EndpointHooks hooks);
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  // Adds GET and POST of the path. The endpoint outlives the router.
  void add_routes(http::Router& router, const std::string& path);

  asio::awaitable<http::Response> answer(http::Request& request);

  // Other options from the next request of that worker on, but for what concerns bodies. On the worker's thread.
  void change(std::size_t worker, const EndpointOptions& options);

 private:
  struct OfWorker;
  class Exchange;

  std::size_t body_bytes_max_;
  EndpointHooks hooks_;
  std::vector<std::unique_ptr<OfWorker>> workers_;
};

}  // namespace plaza::graphql
