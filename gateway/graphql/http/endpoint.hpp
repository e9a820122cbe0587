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

// What resolvers of one request get as their context: made when it comes, kept until its answer is there.
using ContextMaker = std::function<std::shared_ptr<void>(const http::Request&)>;

// GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): queries by GET and POST, mutations by POST,
// in both media types; JSON batches; persisted queries. One for all workers: each has an engine of its own in it.
class Endpoint {
 public:
  Endpoint(std::shared_ptr<const Schema> schema, const EndpointOptions& options,
           std::shared_ptr<const KnownQueries> known, std::size_t workers, ContextMaker make_context);
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  // Adds GET and POST of the path. The endpoint outlives the router.
  void add_routes(http::Router& router, const std::string& path);

  asio::awaitable<http::Response> answer(http::Request& request);

 private:
  struct OfWorker;
  class Exchange;

  EndpointOptions options_;
  ContextMaker make_context_;
  std::vector<std::unique_ptr<OfWorker>> workers_;
};

}  // namespace plaza::graphql
