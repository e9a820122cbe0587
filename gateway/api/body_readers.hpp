#pragma once

#include <memory>
#include <vector>

#include "gateway/api/answer.hpp"
#include "gateway/description/from_json.hpp"

namespace plaza::gateway {

// Reads the bodies of requests as JSON; each worker has a reader of its own.
class BodyReaders {
 public:
  // `slots`: one for each worker that serves requests, the background one included.
  explicit BodyReaders(std::size_t slots);

  // The body as a T. Errors: invalid_argument with every fault under its pointer, or with
  // reason_unsupported_media_type when the request says that its body is something else than JSON.
  template <DescribedObject T>
  [[nodiscard]] Result<T> read(const http::Request& request) const {
    if (auto refused = check_media_type(request); !refused) return std::unexpected(std::move(refused.error()));
    return read_whatever_type<T>(request);
  }
  // The same, whatever the request says that its body is.
  template <DescribedObject T>
  [[nodiscard]] Result<T> read_whatever_type(const http::Request& request) const {
    return readers_.at(request.worker().index())->read<T>(request.body());
  }

 private:
  static Result<void> check_media_type(const http::Request& request);

  std::vector<std::unique_ptr<JsonReader>> readers_;  // by worker
};

// Like answer(), for a route that takes a body, which is read into T::body behind the parameters. `bodies` outlives it.
template <class T, class Call>
http::AsyncHandler answer_to_body(Parameters<T> parameters, const BodyReaders& bodies, Call call) {
  return [parameters = std::move(parameters), &bodies,
          call = std::move(call)](http::Request& request) -> asio::awaitable<http::Response> {
    auto read = parameters.read(request);
    if (!read) co_return http::problem(request, read.error());
    auto body = bodies.read<decltype(T::body)>(request);
    if (!body) co_return failure(request, std::move(body.error()));
    read->body = std::move(*body);
    auto response = co_await call(std::as_const(request), std::move(*read));
    if (!response) co_return failure(request, std::move(response.error()));
    co_return std::move(*response);
  };
}

}  // namespace plaza::gateway
