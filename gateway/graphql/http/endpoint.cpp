#include "gateway/graphql/http/endpoint.hpp"

#include <fmt/format.h>

#include "gateway/graphql/http/json_input.hpp"
#include "gateway/graphql/http/negotiation.hpp"
#include "gateway/graphql/http/parameters.hpp"

namespace plaza::graphql {

struct Endpoint::OfWorker {
  Engine engine;
  PersistedQueries persisted;
  JsonReader json;
};

namespace {

constexpr unsigned bad_request = 400;
constexpr unsigned method_not_allowed = 405;
constexpr unsigned not_acceptable = 406;
constexpr unsigned unsupported_media_type = 415;

http::Response respond(unsigned status, MediaType type, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type(type));
  response.headers.add("Vary", "Accept");
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

http::Response refuse(unsigned status, MediaType type, std::string message, std::string reason = {}) {
  return respond(status, type, errors_document({{.message = std::move(message), .reason = std::move(reason)}}));
}

unsigned status_of(const Answer& answer, MediaType type) {
  if (answer.outcome == Outcome::not_allowed) return method_not_allowed;
  return answer.outcome == Outcome::refused && type == MediaType::graphql_response ? bad_request : 200;
}

RequestError persisted_error(PersistedQueries::Refusal refusal) {
  switch (refusal) {
    case PersistedQueries::Refusal::not_found:
      // The words that clients of this protocol look for.
      return {.message = "PersistedQueryNotFound", .code = Code::not_found, .reason = "PERSISTED_QUERY_NOT_FOUND"};
    case PersistedQueries::Refusal::wrong_hash:
      return {.message = "The hash is not the SHA-256 of the query."};
    case PersistedQueries::Refusal::not_allowed:
      break;
  }
  return {.message = "Only operations of the known list are executed here.", .code = Code::permission_denied};
}

}  // namespace

// One HTTP request, and all that lives as long as it does.
class Endpoint::Exchange {
 public:
  Exchange(Endpoint& endpoint, http::Request& request, MediaType type)
      : endpoint_(endpoint), request_(request), type_(type), worker_(*endpoint.workers_[request.worker().index()]) {}

  asio::awaitable<http::Response> get() {
    const auto read = read_query_string(request_, worker_.json, arena_);
    if (!read) co_return refuse(bad_request, type_, read.error());
    co_return co_await run_one(*read, true);
  }

  asio::awaitable<http::Response> post() {
    if (!is_json_body(request_.header(http::Field::content_type))) {
      co_return refuse(unsupported_media_type, type_, "The body of a GraphQL request is application/json in UTF-8.");
    }
    const auto body = worker_.json.read(request_.body(), arena_);
    if (!body) co_return refuse(bad_request, type_, "The body is " + body.error());
    if (body->is(InputKind::list)) co_return co_await batch(body->items());
    const auto read = read_parameters(*body);
    if (!read) co_return refuse(bad_request, type_, read.error());
    co_return co_await run_one(*read, false);
  }

 private:
  asio::awaitable<http::Response> run_one(const Parameters& parameters, bool only_queries) {
    auto answer = co_await run(parameters, only_queries);
    auto response = respond(status_of(answer, type_), type_, std::move(answer.body));
    if (answer.outcome == Outcome::not_allowed) response.headers.add("Allow", "POST");
    co_return response;
  }

  asio::awaitable<Answer> run(const Parameters& parameters, bool only_queries) {
    const auto query = worker_.persisted.resolve(parameters.query, parameters.hash);
    if (!query) {
      co_return Answer{.body = errors_document({persisted_error(query.error())}), .outcome = Outcome::refused};
    }
    if (context_ == nullptr && endpoint_.make_context_) context_ = endpoint_.make_context_(request_);
    // Taken apart from the call: the view of a persisted query holds until the engine has parsed it.
    const Request request{.query = *query,
                          .operation_name = parameters.operation_name,
                          .variables = parameters.variables,
                          .shows_cost = parameters.shows_cost,
                          .only_queries = only_queries,
                          .context = context_.get(),
                          .keep = context_};
    co_return co_await worker_.engine.execute(request, request_.worker().executor());
  }

  // One after the other: operations of a batch may mean to follow each other.
  asio::awaitable<http::Response> batch(std::span<const InputValue> items) {
    const auto most = endpoint_.options_.batch_max;
    if (items.empty() || items.size() > most) {
      co_return refuse(bad_request, type_, fmt::format("A batch holds 1 to {} operations.", most), "batch_max");
    }
    std::string body = "[";
    for (const auto& item : items) {
      const auto read = read_parameters(item);
      if (body.size() > 1) body += ',';
      if (read) {
        const auto answer = co_await run(*read, false);
        body += answer.body;
      } else {
        body += errors_document({{.message = read.error()}});
      }
    }
    co_return respond(200, type_, body + "]");
  }

  Endpoint& endpoint_;
  http::Request& request_;
  MediaType type_;
  OfWorker& worker_;
  Arena arena_;
  std::shared_ptr<void> context_;
};

Endpoint::Endpoint(std::shared_ptr<const Schema> schema, const EndpointOptions& options,
                   std::shared_ptr<const KnownQueries> known, std::size_t workers, ContextMaker make_context)
    : options_(options), make_context_(std::move(make_context)) {
  for (std::size_t i = 0; i < workers; ++i) {
    workers_.push_back(std::make_unique<OfWorker>(Engine(schema, options.engine),
                                                  PersistedQueries(known, options.persisted),
                                                  JsonReader(options.json_depth_max)));
  }
}

Endpoint::~Endpoint() = default;

void Endpoint::add_routes(http::Router& router, const std::string& path) {
  const auto handler = http::AsyncHandler([this](http::Request& request) { return answer(request); });
  router.get(path, handler);
  router.add(
      {.method = http::Method::post, .path = path, .handler = handler, .body_bytes_max = options_.body_bytes_max});
}

asio::awaitable<http::Response> Endpoint::answer(http::Request& request) {
  const auto type = negotiate(request.combined(http::Field::accept));
  if (!type) {
    co_return refuse(not_acceptable, MediaType::json,
                     "Answers are application/graphql-response+json or application/json.");
  }
  Exchange exchange(*this, request, *type);
  if (request.method() == http::Method::post) co_return co_await exchange.post();
  co_return co_await exchange.get();
}

}  // namespace plaza::graphql
