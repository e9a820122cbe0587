#pragma once

#include <concepts>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"

// What a service may give a server as the handler of a method M, whichever protocol that belongs to.
namespace plaza::rpc {

template <class H, class M>
decltype(auto) invoke_handler(const H& handler, const typename M::Request& request, const RequestContext& context,
                              Worker& worker) {
  if constexpr (std::invocable<const H&, const typename M::Request&, const RequestContext&, Worker&>) {
    return handler(request, context, worker);
  } else {
    return handler(request, context);
  }
}

template <class H, class M>
using HandlerResult =
    decltype(invoke_handler<H, M>(std::declval<const H&>(), std::declval<const typename M::Request&>(),
                                  std::declval<const RequestContext&>(), std::declval<Worker&>()));

template <class H, class M>
concept AnswersAtOnce = std::same_as<HandlerResult<H, M>, Result<typename M::Reply>>;
template <class H, class M>
concept AnswersLater = std::same_as<HandlerResult<H, M>, asio::awaitable<Result<typename M::Reply>>>;
template <class H, class M>
concept Handler = AnswersAtOnce<H, M> || AnswersLater<H, M>;

}  // namespace plaza::rpc
