#include "services/orders/adapters/grpc_service.hpp"

#include <fmt/format.h>

#include "platform/core/scopes.hpp"
#include "services/orders/adapters/erasure.hpp"
#include "services/orders/adapters/wire_mapping.hpp"

#include "proto/plaza/orders/v1/methods.hpp"

namespace plaza::orders {
namespace {

constexpr int ids_max = 100;

std::unexpected<Error> no_such_order() {
  return fail(Code::not_found, "there is no such order");
}

}  // namespace

void GrpcService::attach_to(rpc::GrpcServer& server) const {
  server.handle<v1::CreateOrder>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return create(request, context, worker);
  });
  server.handle<v1::GetOrder>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return get(request, context, worker);
  });
  server.handle<v1::BatchGetOrders>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return get_many(request, context, worker);
  });
  server.handle<v1::ListOrders>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return list(request, context, worker);
  });
  server.handle<v1::CancelOrder>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return cancel(request, context, worker);
  });
  server.handle<v1::ErasePerson>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return erase(request, context, worker);
  });
}

asio::awaitable<Result<v1::CreateOrderResponse>> GrpcService::create(v1::CreateOrderRequest request,
                                                                     RequestContext context, Worker& worker) const {
  auto order = orders::create(from_wire(request), context.identity.subject, clock_->now());
  if (!order) co_return std::unexpected(std::move(order.error()));
  std::string bytes;
  if (!request.idempotency_key().empty()) bytes = request_bytes(request);
  auto key =
      rpc::idempotency_key(v1::CreateOrder::full_name, context.identity, request.idempotency_key(), std::move(bytes));
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto made =
      co_await stores_->of(worker).creations.create(std::move(context), *std::move(order), *std::move(key));
  if (!made) co_return std::unexpected(made.error());
  (made->repeated ? metrics_.repeated : metrics_.created)->add(worker.index());
  v1::CreateOrderResponse response;
  to_wire(made->order, *response.mutable_order());
  response.set_repeated_request(made->repeated);
  co_return response;
}

asio::awaitable<Result<v1::GetOrderResponse>> GrpcService::get(v1::GetOrderRequest request, RequestContext context,
                                                               Worker& worker) const {
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_order();
  const auto who = context.identity;
  const auto found = co_await stores_->of(worker).reads.find(std::move(context), {*id});
  if (!found) co_return std::unexpected(found.error());
  if (found->empty() || !visible_to(found->front(), who)) co_return no_such_order();
  v1::GetOrderResponse response;
  to_wire(found->front(), *response.mutable_order());
  co_return response;
}

asio::awaitable<Result<v1::BatchGetOrdersResponse>> GrpcService::get_many(v1::BatchGetOrdersRequest request,
                                                                          RequestContext context,
                                                                          Worker& worker) const {
  if (request.ids_size() > ids_max) {
    co_return std::unexpected(
        Error{.code = Code::invalid_argument,
              .message = "too many ids",
              .fields = {{.pointer = "ids", .detail = fmt::format("must be at most {}", ids_max)}}});
  }
  std::vector<Uuid> ids;
  for (const auto& text : request.ids()) {
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);
  }
  const auto who = context.identity;
  const auto found = co_await stores_->of(worker).reads.find(std::move(context), std::move(ids));
  if (!found) co_return std::unexpected(found.error());
  v1::BatchGetOrdersResponse response;
  for (const auto& order : *found) {
    if (visible_to(order, who)) to_wire(order, *response.add_orders());
  }
  co_return response;
}

asio::awaitable<Result<v1::ListOrdersResponse>> GrpcService::list(v1::ListOrdersRequest request, RequestContext context,
                                                                  Worker& worker) const {
  if (context.identity.subject.empty()) co_return fail(Code::unauthenticated, "only who is known has orders to list");
  const auto asked = page(request.page_size(), request.cursor());
  if (!asked) co_return std::unexpected(asked.error());
  auto owner = context.identity.subject;
  const auto found = co_await stores_->of(worker).reads.list(std::move(context), std::move(owner), *asked);
  if (!found) co_return std::unexpected(found.error());
  v1::ListOrdersResponse response;
  for (const auto& order : found->orders) to_wire(order, *response.add_orders());
  if (found->more) response.set_next_cursor(make_cursor(found->orders.back().id));
  co_return response;
}

asio::awaitable<Result<v1::CancelOrderResponse>> GrpcService::cancel(v1::CancelOrderRequest request,
                                                                     RequestContext context, Worker& worker) const {
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_order();
  auto key = rpc::idempotency_key(v1::CancelOrder::full_name, context.identity, request.idempotency_key(),
                                  request_bytes(request));
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto expected = request.has_expected_version() ? std::optional(request.expected_version()) : std::nullopt;
  const auto done =
      co_await stores_->of(worker).cancellations.cancel(std::move(context), *id, expected, *std::move(key));
  if (!done) co_return std::unexpected(done.error());
  if (done->changed) metrics_.cancelled->add(worker.index());
  v1::CancelOrderResponse response;
  to_wire(done->order, *response.mutable_order());
  co_return response;
}

asio::awaitable<Result<v1::ErasePersonResponse>> GrpcService::erase(v1::ErasePersonRequest request,
                                                                    RequestContext context, Worker& worker) const {
  if (auto allowed = may_erase(context.identity, request.subject()); !allowed) {
    co_return std::unexpected(std::move(allowed.error()));
  }
  const auto erased = co_await erase_person(stores_->of(worker).parts, context, request.subject());
  if (!erased) co_return std::unexpected(erased.error());
  metrics_.erased->add(worker.index(), static_cast<double>(*erased));
  v1::ErasePersonResponse response;
  response.set_orders_erased(*erased);
  co_return response;
}

}  // namespace plaza::orders
