#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "gateway/graphql/execution/answer.hpp"
#include "gateway/graphql/execution/errors.hpp"
#include "gateway/graphql/execution/execution.hpp"
#include "gateway/graphql/execution/flights.hpp"
#include "gateway/graphql/execution/prepared.hpp"

namespace plaza::graphql {

struct EngineOptions {
  PrepareOptions prepare{};
  std::size_t documents_max = 1'000;
  std::size_t documents_bytes_max = 16 * 1024 * 1024;
};

// What an operation is about to do.
struct Intent {
  OperationKind kind = OperationKind::query;
  std::size_t root_fields = 0;
};

// Says whether an operation may be executed, when all else about it is good: an error refuses it.
using Admission = std::function<Result<void>(const Intent&)>;

// What a client asks for. Views stay valid until the answer is there.
struct Request {
  std::string_view query;
  std::optional<std::string_view> operation_name{};
  InputValue variables{};  // an object, or absent
  bool shows_cost = false;
  bool only_queries = false;  // it came by a way that must change nothing
  const Admission* admission = nullptr;
  void* context = nullptr;
  ResolverWatcher* watcher = nullptr;
  const void* root = nullptr;
  std::shared_ptr<const void> keep{};  // stays until the last resolver is through, also when nobody waits any more
  // What makes two requests the same. Of those that are under way at the same time and wait for nothing but what is the
  // same for everybody, one is executed. Empty: this one is executed in any case.
  std::string_view same_as{};
  SteadyTime deadline = SteadyTime::max();  // how long it waits for another
};

// Answers requests against one schema, on one worker.
class Engine {
 public:
  Engine(std::shared_ptr<const Schema> schema, const EngineOptions& options);

  // Waits for what resolvers wait for.
  asio::awaitable<Answer> execute(Request request, asio::any_io_executor executor);
  // For schemas and requests without anything to wait for; what waits becomes an error.
  Answer execute_now(const Request& request);

  [[nodiscard]] const Schema& schema() const { return *schema_; }
  // Takes other limits from the next request on; documents that were let pass before are forgotten.
  void change(const EngineOptions& options);

 private:
  struct Begun;

  std::expected<std::shared_ptr<PreparedDocument>, std::vector<RequestError>> prepared(std::string_view query);
  std::expected<Begun, Answer> begin(const Request& request);
  static Answer end(Begun& begun);

  std::shared_ptr<const Schema> schema_;
  EngineOptions options_;
  DocumentCache documents_;
  Flights flights_;
};

}  // namespace plaza::graphql
