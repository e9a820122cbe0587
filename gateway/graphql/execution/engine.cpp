#include "gateway/graphql/execution/engine.hpp"

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

Answer refusal(const std::vector<RequestError>& errors, Outcome outcome = Outcome::refused) {
  return {.body = errors_document(errors), .outcome = outcome, .errors = static_cast<std::uint32_t>(errors.size())};
}

Answer refusal(std::string message, Outcome outcome = Outcome::refused) {
  return refusal({{.message = std::move(message)}}, outcome);
}

Answer not_admitted(const Error& error) {
  auto answer =
      refusal({{.message = error.message, .code = error.code, .reason = error.reason}}, Outcome::not_admitted);
  if (error.retry_after) answer.retry_after = *error.retry_after;
  return answer;
}

// The operation that a request means; null, with a message, when that is not clear.
PreparedOperation* choose(PreparedDocument& document, const std::optional<std::string_view>& name,
                          std::string& message) {
  const auto& operations = document.document->operations;
  if (!name && operations.size() > 1) {
    message = "Must provide operation name if query contains multiple operations.";
    return nullptr;
  }
  for (auto& operation : document.operations) {
    if (!name || operation.operation().name.text == *name) return &operation;
  }
  for (const auto& operation : operations) {
    if (name && operation.name.text != *name) continue;
    constexpr std::string_view kinds[] = {"query", "mutation", "subscription"};
    message = fmt::format("Schema is not configured to execute {} operation.",
                          kinds[static_cast<std::size_t>(operation.kind)]);
    return nullptr;
  }
  message = name ? fmt::format("Unknown operation named \"{}\".", *name) : "Must provide an operation.";
  return nullptr;
}

}  // namespace

struct Engine::Begun {
  std::shared_ptr<PreparedDocument> document;
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<VariableValues> variables;
  std::shared_ptr<Execution> execution;
  std::string operation_name;
  std::string extensions;  // `"extensions":{…}`
  bool complete = false;
  bool same_for_all = false;
};

Engine::Engine(std::shared_ptr<const Schema> schema, const EngineOptions& options)
    : schema_(std::move(schema)), options_(options), documents_(options.documents_max, options.documents_bytes_max) {}

void Engine::change(const EngineOptions& options) {
  options_ = options;
  documents_ = DocumentCache(options.documents_max, options.documents_bytes_max);
}

std::expected<std::shared_ptr<PreparedDocument>, std::vector<RequestError>> Engine::prepared(std::string_view query) {
  const auto key = DocumentCache::key(query);
  if (auto known = documents_.find(key, query)) return known;
  auto made = prepare(*schema_, query, options_.prepare);
  if (made) documents_.add(key, *made);
  return made;
}

std::expected<Engine::Begun, Answer> Engine::begin(const Request& request) {
  auto document = prepared(request.query);
  if (!document) return std::unexpected(refusal(document.error()));
  Begun begun;
  begun.document = std::move(*document);
  std::string message;
  auto* const operation = choose(*begun.document, request.operation_name, message);
  if (operation == nullptr) return std::unexpected(refusal(std::move(message)));
  const auto kind = operation->operation().kind;
  begun.operation_name = operation->operation().name.text;
  if (kind == OperationKind::subscription) {
    return std::unexpected(refusal("Subscriptions need a connection that stays open.", Outcome::not_allowed));
  }
  if (request.only_queries && kind != OperationKind::query) {
    return std::unexpected(refusal("Mutations are not allowed by GET.", Outcome::not_allowed));
  }
  Arena arena;
  const auto& limits = options_.prepare.limits;
  auto variables = coerce_variables(
      operation->variables(), request.variables, begun.document->document->source, arena,
      {.list_items_max = limits.list_items_max, .suggestions = options_.prepare.validation.suggestions});
  if (!variables) return std::unexpected(refusal(variables.error()));
  begun.variables = std::make_shared<VariableValues>(std::move(*variables));
  const auto cost = operation->cost().cost(*begun.variables);
  const auto too_much = [&](std::string text, std::string_view limit) {
    return std::unexpected(refusal({{.message = std::move(text), .code = Code::resource_exhausted, .limit = limit}}));
  };
  if (cost.calls > limits.cost_max) {
    return too_much(fmt::format("The operation costs {} calls, more than {}.", cost.calls, limits.cost_max),
                    "cost_max");
  }
  if (cost.items > limits.items_max) {
    return too_much(fmt::format("The operation asks for {} items, more than {}.", cost.items, limits.items_max),
                    "items_max");
  }
  if (request.shows_cost) {
    begun.extensions = fmt::format(R"("extensions":{{"cost":{{"calls":{},"callsMax":{},"items":{},"itemsMax":{}}}}})",
                                   cost.calls, limits.cost_max, cost.items, limits.items_max);
  }
  begun.plan = operation->plan(*begun.variables);
  begun.same_for_all = operation->cost().same_for_all();
  if (request.admission != nullptr) {
    const auto admitted = (*request.admission)({.kind = kind, .root_fields = begun.plan->root().fields.size()});
    if (!admitted) return std::unexpected(not_admitted(admitted.error()));
  }
  begun.execution = std::make_shared<Execution>(Execution::Request{.schema = *schema_,
                                                                   .document = *begun.document->document,
                                                                   .plan = *begun.plan,
                                                                   .variables = *begun.variables,
                                                                   .kind = kind,
                                                                   .root = request.root,
                                                                   .context = request.context,
                                                                   .watcher = request.watcher},
                                                std::move(arena));
  begun.execution->keep(begun.document);
  begun.execution->keep(begun.plan);
  begun.execution->keep(begun.variables);
  begun.execution->keep(request.keep);
  begun.complete = begun.execution->begin();
  return begun;
}

Answer Engine::end(Begun& begun) {
  Answer answer{.body = begun.execution->take_answer(),
                .errors = begun.execution->errors(),
                .operation_name = std::move(begun.operation_name)};
  if (!begun.extensions.empty()) answer.body += "," + begun.extensions;
  answer.body += '}';
  return answer;
}

asio::awaitable<Answer> Engine::execute(Request request, asio::any_io_executor executor) {
  auto begun = begin(request);
  if (!begun) co_return std::move(begun.error());
  if (!begun->complete && begun->same_for_all && !request.same_as.empty()) {
    const std::string key(request.same_as);
    if (const auto brought = co_await flights_.wait(key, request.deadline, executor)) co_return *brought;
    auto lead = flights_.lead(key);
    co_await begun->execution->finish(executor);
    auto answer = end(*begun);
    lead.bring(answer);
    co_return answer;
  }
  if (!begun->complete) co_await begun->execution->finish(executor);
  co_return end(*begun);
}

Answer Engine::execute_now(const Request& request) {
  auto begun = begin(request);
  if (!begun) return std::move(begun.error());
  if (!begun->complete) return refusal("The operation has to wait for something.");
  return end(*begun);
}

}  // namespace plaza::graphql
