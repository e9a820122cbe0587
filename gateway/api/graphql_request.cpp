#include "gateway/api/graphql_request.hpp"

#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "proto/plaza/orders/v1/methods.hpp"
#include "proto/plaza/shipping/v1/methods.hpp"
#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

// What the services take at once.
constexpr std::size_t keys_max = 100;
constexpr std::int64_t page_max = 100;

// Puts what came back, in whatever order and with gaps, beside the keys that were asked for.
template <class T, class Items, class KeyOf>
std::vector<std::shared_ptr<const T>> beside(const std::vector<std::string>& keys, Items&& items, KeyOf&& key_of) {
  std::vector<std::shared_ptr<const T>> out(keys.size());
  for (auto& item : items) {
    const auto found =
        std::ranges::find(keys, std::string_view(key_of(item)), [](const auto& key) { return std::string_view(key); });
    if (found != keys.end()) out[static_cast<std::size_t>(found - keys.begin())] = std::make_shared<T>(std::move(item));
  }
  return out;
}

auto load_pharmacies(rpc::Channel& channel, const RequestContext& context) {
  return [&channel, context](std::vector<std::string> ids)
             -> asio::awaitable<Result<std::vector<std::shared_ptr<const pharmacy::wire::Pharmacy>>>> {
    pharmacy::wire::GetManyRequest request;
    request.ids = ids;
    auto reply = co_await rpc::call<pharmacy::GetMany>(channel, context, std::move(request));
    if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
    co_return beside<pharmacy::wire::Pharmacy>(ids, reply->pharmacies,
                                               [](const auto& one) { return std::string_view(one.id); });
  };
}

auto load_orders(rpc::Channel& channel, const RequestContext& context) {
  return [&channel, context](std::vector<std::string> ids)
             -> asio::awaitable<Result<std::vector<std::shared_ptr<const orders::v1::Order>>>> {
    orders::v1::BatchGetOrdersRequest request;
    for (const auto& id : ids) request.add_ids(id);
    auto reply = co_await rpc::call<orders::v1::BatchGetOrders>(channel, context, std::move(request));
    if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
    co_return beside<orders::v1::Order>(ids, *reply->mutable_orders(),
                                        [](const auto& one) { return std::string_view(one.id()); });
  };
}

auto load_shipments(rpc::Channel& channel, const RequestContext& context) {
  return [&channel, context](std::vector<std::string> order_ids)
             -> asio::awaitable<Result<std::vector<std::shared_ptr<const shipping::v1::Shipment>>>> {
    shipping::v1::BatchGetShipmentsByOrderRequest request;
    for (const auto& id : order_ids) request.add_order_ids(id);
    auto reply = co_await rpc::call<shipping::v1::BatchGetShipmentsByOrder>(channel, context, std::move(request));
    if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
    co_return beside<shipping::v1::Shipment>(order_ids, *reply->mutable_shipments(),
                                             [](const auto& one) { return std::string_view(one.order_id()); });
  };
}

}  // namespace

GraphqlRequest::GraphqlRequest(const GraphqlServices& services, Worker& worker, RequestContext context)
    : context_(std::move(context)),
      pharmacy_(services.pharmacy.of(worker)),
      orders_(services.orders.of(worker)),
      shipping_(services.shipping.of(worker)),
      pharmacies_by_id_(std::make_shared<Loader<pharmacy::wire::Pharmacy>>(worker.executor(), keys_max,
                                                                           load_pharmacies(pharmacy_, context_))),
      orders_by_id_(
          std::make_shared<Loader<orders::v1::Order>>(worker.executor(), keys_max, load_orders(orders_, context_))),
      shipments_by_order_(std::make_shared<Loader<shipping::v1::Shipment>>(worker.executor(), keys_max,
                                                                           load_shipments(shipping_, context_))) {}

Result<std::int32_t> page_size(const graphql::Call& call) {
  const auto& first = call.argument("first");
  if (!first.has_value()) return fail(Code::invalid_argument, "first must not be null");
  if (first.as_integer() < 1 || first.as_integer() > page_max) {
    return fail(Code::invalid_argument, "first must be from 1 to 100");
  }
  return static_cast<std::int32_t>(first.as_integer());
}

}  // namespace plaza::gateway
