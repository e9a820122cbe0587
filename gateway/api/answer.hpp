#pragma once

#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "gateway/description/parameters.hpp"
#include "gateway/description/to_json.hpp"
#include "platform/core/error.hpp"
#include "platform/http/message.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

// Error::reason of a body in another form than JSON: 415.
inline constexpr std::string_view reason_unsupported_media_type = "UNSUPPORTED_MEDIA_TYPE";

// A service's failure as clients may see it. What a service sheds is an overload to clients (503), not a limit of
// theirs (429), unless it says RATE_LIMITED; faults inside the fleet are told apart in logs, not in answers.
Error for_clients(Error error);

// An answer's body that was finished while it was read.
struct FinishedJson {
  std::string text;
};

// The problem that a service's failure, or one of ours, is to a client. What services say by a reason that is finer
// than its code has a status of its own: VERSION_MISMATCH is 412, what the state of a thing does not allow 409.
http::Response failure(const http::Request& request, Error error);

template <class T>
std::string body_of(T&& reply) {
  if constexpr (std::same_as<std::remove_cvref_t<T>, FinishedJson>) {
    return std::forward<T>(reply).text;
  } else {
    return to_json(reply);
  }
}

// A handler that reads `parameters`, asks `call(request, what was read)` for the answer, and writes it as JSON with the
// Cache-Control given. `call` returns an awaitable of Result<Reply>; Reply has a Description, or is FinishedJson. Bad
// parameters never reach it. Errors become problems.
template <class T, class Call>
http::AsyncHandler json_answer(Parameters<T> parameters, std::string cache_control, Call call) {
  return [parameters = std::move(parameters), cache_control = std::move(cache_control),
          call = std::move(call)](http::Request& request) -> asio::awaitable<http::Response> {
    auto read = parameters.read(request);
    if (!read) co_return http::problem(request, read.error());
    auto reply = co_await call(std::as_const(request), std::move(*read));
    if (!reply) co_return failure(request, std::move(reply.error()));
    auto response = http::json(200, body_of(std::move(*reply)));
    response.headers.add("Cache-Control", cache_control);
    co_return response;
  };
}

// A handler that reads `parameters` and gives them to `call(request, what was read)`, which returns an awaitable of
// Result<http::Response>. Errors become problems.
template <class T, class Call>
http::AsyncHandler answer(Parameters<T> parameters, Call call) {
  return [parameters = std::move(parameters),
          call = std::move(call)](http::Request& request) -> asio::awaitable<http::Response> {
    auto read = parameters.read(request);
    if (!read) co_return http::problem(request, read.error());
    auto response = co_await call(std::as_const(request), std::move(*read));
    if (!response) co_return failure(request, std::move(response.error()));
    co_return std::move(*response);
  };
}

}  // namespace plaza::gateway
