#include "platform/http/dispatch.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "platform/http/problem.hpp"

namespace plaza::http {
namespace {

constexpr std::string_view methods_of_the_server = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

Response allowed_methods(std::string_view allowed) {
  auto response = no_content();
  response.headers.add("Allow", allowed);
  return response;
}

// Beast's list of methods ends before QUERY. That one is known here, too, though no address takes it.
bool known(const Request& request) {
  return request.method() != Method::unknown || request.method_name() == "QUERY";
}

// The answer where no route takes the request.
Response no_route(const Request& request, const Match& match) {
  if (!known(request)) {
    return problem(problem_type("not-implemented"), "this server does not know the method", request.path());
  }
  if (request.method() == Method::options && request.path() == "*") return allowed_methods(methods_of_the_server);
  if (match.allowed.empty()) return problem(problem_type("not-found"), "nothing has this address", request.path());
  if (request.method() == Method::options) return allowed_methods(match.allowed);
  auto response =
      problem(problem_type("method-not-allowed"), fmt::format("this address takes {}", match.allowed), request.path());
  response.headers.add("Allow", match.allowed);
  return response;
}

}  // namespace

void Dispatcher::route(Transaction& transaction) const {
  auto& request = transaction.request();
  transaction.set_route(router_.match(request.method(), request.path()));
}

std::optional<Response> Dispatcher::filter(Transaction& transaction) const {
  for (auto* filter : filters_) {
    ++transaction.filters_run;
    if (auto response = filter->before(transaction.request())) return response;
  }
  return std::nullopt;
}

std::optional<Response> Dispatcher::answer(Transaction& transaction) const {
  try {
    if (auto response = filter(transaction)) return response;
    const auto* route = transaction.match.route;
    if (route == nullptr) return no_route(transaction.request(), transaction.match);
    if (const auto* plain = std::get_if<PlainHandler>(&route->handler)) return (*plain)(transaction.request());
    return std::nullopt;
  } catch (const std::exception& exception) {
    return failure(transaction, exception.what());
  } catch (...) {
    return failure(transaction, "an exception of unknown type");
  }
}

const AsyncHandler& Dispatcher::async_handler(const Transaction& transaction) {
  return std::get<AsyncHandler>(transaction.match.route->handler);
}

void Dispatcher::finish(Transaction& transaction, Response& response) const {
  while (transaction.filters_run > 0) {
    auto* filter = filters_[--transaction.filters_run];
    try {
      filter->after(transaction.request(), response);
    } catch (const std::exception& exception) {
      response = failure(transaction, exception.what());
    } catch (...) {
      response = failure(transaction, "an exception of unknown type");
    }
  }
}

bool Dispatcher::repeats(Transaction& transaction, const Response& response) const {
  const auto* route = transaction.match.route;
  if (route == nullptr || !route->fixed || response.status != 200) return false;
  if (!std::holds_alternative<std::shared_ptr<const Document>>(response.body)) return false;
  return std::ranges::all_of(filters_, [&](const Filter* filter) { return filter->repeats(transaction.request()); });
}

Response Dispatcher::failure(Transaction& transaction, std::string_view what) const {
  if (observer_ != nullptr) observer_->failed(transaction.request().worker(), transaction.request(), what);
  return problem(transaction.request(), Error{.code = Code::internal, .message = std::string(what)});
}

}  // namespace plaza::http
