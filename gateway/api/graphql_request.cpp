#include "gateway/api/graphql_request.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "gateway/api/idempotency.hpp"
#include "gateway/graphql/http/persisted_queries.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "proto/plaza/booking/v1/methods.hpp"
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

auto load_bookings(rpc::Channel& channel, const RequestContext& context) {
  return [&channel, context](std::vector<std::string> ids)
             -> asio::awaitable<Result<std::vector<std::shared_ptr<const booking::v1::Booking>>>> {
    booking::v1::BatchGetBookingsRequest request;
    for (const auto& id : ids) request.add_ids(id);
    auto reply = co_await rpc::call<booking::v1::BatchGetBookings>(channel, context, std::move(request));
    if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
    co_return beside<booking::v1::Booking>(ids, *reply->mutable_bookings(),
                                           [](const auto& one) { return std::string_view(one.id()); });
  };
}

auto load_stations(rpc::Channel& channel, const RequestContext& context) {
  return [&channel, context](std::vector<std::string> names)
             -> asio::awaitable<Result<std::vector<std::shared_ptr<const booking::v1::Station>>>> {
    booking::v1::BatchGetStationsRequest request;
    for (const auto& name : names) request.add_names(name);
    auto reply = co_await rpc::call<booking::v1::BatchGetStations>(channel, context, std::move(request));
    if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
    co_return beside<booking::v1::Station>(names, *reply->mutable_stations(),
                                           [](const auto& one) { return std::string_view(one.name()); });
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

GraphqlRequest::GraphqlRequest(const GraphqlServices& services, const http::Request& request, std::size_t number,
                               telemetry::Tracer& tracer, const Clock& clock)
    : services_(services),
      worker_(request.worker()),
      context_(request.context),
      given_key_(request.header("Idempotency-Key")),
      number_(number) {
  if (context_.trace.sampled) spans_.emplace(tracer, clock, context_.trace);
}

// Most operations need no loader, or one.
template <class T, class MakeLoad>
GraphqlRequest::Loader<T>& GraphqlRequest::made(std::shared_ptr<Loader<T>>& loader, MakeLoad make_load,
                                                rpc::Channel& channel) {
  if (!loader) {
    loader = std::make_shared<Loader<T>>(worker_.executor(), keys_max, make_load(channel, context_));
  }
  return *loader;
}

RequestContext GraphqlRequest::context(const graphql::Call& call) const {
  auto context = context_;
  if (spans_) context.trace = spans_->trace_of(call);
  return context;
}

GraphqlRequest::Loader<pharmacy::wire::Pharmacy>& GraphqlRequest::pharmacies_by_id() {
  return made(pharmacies_by_id_, load_pharmacies, pharmacy());
}

GraphqlRequest::Loader<booking::v1::Booking>& GraphqlRequest::bookings_by_id() {
  return made(bookings_by_id_, load_bookings, booking());
}

GraphqlRequest::Loader<booking::v1::Station>& GraphqlRequest::stations() {
  return made(stations_, load_stations, booking());
}

GraphqlRequest::Loader<orders::v1::Order>& GraphqlRequest::orders_by_id() {
  return made(orders_by_id_, load_orders, orders());
}

GraphqlRequest::Loader<shipping::v1::Shipment>& GraphqlRequest::shipments_by_order() {
  return made(shipments_by_order_, load_shipments, shipping());
}

Result<std::string> GraphqlRequest::idempotency_key(const graphql::Call& call) const {
  if (given_key_.empty()) return std::string();
  const auto given = idempotency_key_parameter().parse(given_key_);
  if (!given) {
    return std::unexpected(Error{.code = Code::invalid_argument,
                                 .message = "the Idempotency-Key " + given.error(),
                                 .fields = {{.pointer = "Idempotency-Key", .detail = given.error()}}});
  }
  if (auto bad = check_idempotency_key(*given, context_.identity); !bad) {
    return std::unexpected(std::move(bad.error()));
  }
  // As hard to guess as the key itself, and a UUID, as it has to be where there is no token.
  constexpr std::size_t uuid_bytes = 16;
  const auto digest = graphql::sha256(fmt::format("{}:{}:{}", number_, call.response_name(), *given));
  std::array<std::uint8_t, uuid_bytes> bytes{};
  for (std::size_t i = 0; i < uuid_bytes; ++i) {
    std::from_chars(&digest[2 * i], &digest[2 * i] + 2, bytes.at(i), 16);
  }
  constexpr std::uint8_t version_8 = 0x80;  // RFC 9562, 5.8: of whatever its maker likes
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | version_8);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  return Uuid(bytes).to_string();
}

graphql::Loaded nothing() {
  return {.keep = nullptr, .write = [](graphql::Slot& slot) { slot.null(); }};
}

Result<std::int32_t> page_size(const graphql::Call& call) {
  const auto& first = call.argument("first");
  if (!first.has_value()) return fail(Code::invalid_argument, "first must not be null");
  if (first.as_integer() < 1 || first.as_integer() > page_max) {
    return fail(Code::invalid_argument, "first must be from 1 to 100");
  }
  return static_cast<std::int32_t>(first.as_integer());
}

}  // namespace plaza::gateway
