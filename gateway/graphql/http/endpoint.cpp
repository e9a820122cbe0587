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
  std::size_t batch_max;
};

namespace {

constexpr unsigned bad_request = 400;
constexpr unsigned method_not_allowed = 405;
constexpr unsigned not_acceptable = 406;
constexpr unsigned unsupported_media_type = 415;
constexpr unsigned too_many_requests = 429;

// Longer requests are executed each by itself: nobody compares them with others.
constexpr std::size_t same_bytes_max = 4096;

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
  if (answer.outcome == Outcome::not_admitted) return too_many_requests;
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
    same_as_ = request_.query();
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
    same_as_ = request_.body();
    co_return co_await run_one(*read, false);
  }

 private:
  asio::awaitable<http::Response> run_one(const Parameters& parameters, bool only_queries) {
    auto answer = co_await run(parameters, only_queries, 0);
    auto response = respond(status_of(answer, type_), type_, std::move(answer.body));
    if (answer.outcome == Outcome::not_allowed) response.headers.add("Allow", "POST");
    if (answer.retry_after.count() > 0) {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(answer.retry_after).count();
      response.headers.add("Retry-After", std::to_string(seconds));
    }
    co_return response;
  }

  asio::awaitable<Answer> run(const Parameters& parameters, bool only_queries, std::size_t number) {
    const auto& hooks = endpoint_.hooks_;
    const auto query = worker_.persisted.resolve(parameters.query, parameters.hash);
    if (!query) {
      Answer unknown{.body = errors_document({persisted_error(query.error())}), .outcome = Outcome::refused};
      if (hooks.observe) hooks.observe(request_, unknown);
      co_return unknown;
    }
    const auto own = hooks.context ? hooks.context(request_, number) : OperationContext{};
    Admission admission;
    if (hooks.admit) {
      admission = [this, number](const Intent& intent) { return endpoint_.hooks_.admit(request_, number, intent); };
    }
    // Taken apart from the call: the view of a persisted query holds until the engine has parsed it.
    const Request request{.query = *query,
                          .operation_name = parameters.operation_name,
                          .variables = parameters.variables,
                          .shows_cost = parameters.shows_cost,
                          .only_queries = only_queries,
                          .admission = admission ? &admission : nullptr,
                          .context = own.context.get(),
                          .watcher = own.watcher,
                          .keep = own.context,
                          .same_as = same_as_.size() <= same_bytes_max ? same_as_ : std::string_view(),
                          .deadline = request_.context.deadline};
    auto answer = co_await worker_.engine.execute(request, request_.worker().executor());
    if (hooks.observe) hooks.observe(request_, answer);
    co_return answer;
  }

  // One after the other: operations of a batch may mean to follow each other. Each has a context of its own, and sees
  // what those before it have changed.
  asio::awaitable<http::Response> batch(std::span<const InputValue> items) {
    const auto most = worker_.batch_max;
    if (items.empty() || items.size() > most) {
      co_return refuse(bad_request, type_, fmt::format("A batch holds 1 to {} operations.", most), "batch_max");
    }
    std::string body = "[";
    std::size_t number = 0;
    for (const auto& item : items) {
      const auto read = read_parameters(item);
      if (body.size() > 1) body += ',';
      if (read) {
        const auto answer = co_await run(*read, false, number++);
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
  std::string_view same_as_;
};

Endpoint::Endpoint(std::shared_ptr<const Schema> schema, const EndpointOptions& options,
                   std::shared_ptr<const KnownQueries> known, std::size_t workers, EndpointHooks hooks)
    : body_bytes_max_(options.body_bytes_max), hooks_(std::move(hooks)) {
  for (std::size_t i = 0; i < workers; ++i) {
    workers_.push_back(std::make_unique<OfWorker>(Engine(schema, options.engine),
                                                  PersistedQueries(known, options.persisted),
                                                  JsonReader(options.json_depth_max), options.batch_max));
  }
}

void Endpoint::change(std::size_t worker, const EndpointOptions& options) {
  auto& one = *workers_.at(worker);
  one.engine.change(options.engine);
  one.persisted.change(options.persisted);
  one.batch_max = options.batch_max;
}

Endpoint::~Endpoint() = default;

void Endpoint::add_routes(http::Router& router, const std::string& path) {
  const auto handler = http::AsyncHandler([this](http::Request& request) { return answer(request); });
  router.get(path, handler);
  router.add({.method = http::Method::post, .path = path, .handler = handler, .body_bytes_max = body_bytes_max_});
}

asio::awaitable<http::Response> Endpoint::answer(http::Request& request) {
  if (hooks_.page && request.method() != http::Method::post && request.query().empty() &&
      prefers_html(request.combined(http::Field::accept))) {
    co_return hooks_.page();
  }
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
