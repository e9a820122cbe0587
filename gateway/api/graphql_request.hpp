#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pharmacy_types.h>

#include "gateway/api/answer.hpp"
#include "gateway/api/graphql_spans.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/graphql/execution/batch_loader.hpp"
#include "gateway/graphql/execution/call.hpp"
#include "platform/core/context.hpp"

#include "plaza/booking/v1/booking.pb.h"
#include "plaza/orders/v1/orders.pb.h"
#include "plaza/shipping/v1/shipping.pb.h"

namespace plaza::gateway {

// The services that GraphQL fields ask.
struct GraphqlServices {
  const WorkerChannels& pharmacy;
  const WorkerChannels& booking;
  const WorkerChannels& orders;
  const WorkerChannels& shipping;
};

// What resolvers of one operation share: who asks, the channels of its worker, and the loaders that make one call of
// what is asked for in one turn of the loop.
class GraphqlRequest {
 public:
  template <class T>
  using Loader = graphql::BatchLoader<std::string, T>;

  // `number` counts the operations of a batch. The services outlive it, tracer and clock as well.
  GraphqlRequest(const GraphqlServices& services, const http::Request& request, std::size_t number,
                 telemetry::Tracer& tracer, const Clock& clock);

  [[nodiscard]] Worker& worker() const { return worker_; }
  // Of the request itself, and as what a resolver calls is to see it.
  [[nodiscard]] const RequestContext& context() const { return context_; }
  [[nodiscard]] RequestContext context(const graphql::Call& call) const;
  [[nodiscard]] rpc::Channel& pharmacy() const { return services_.pharmacy.of(worker_); }
  [[nodiscard]] rpc::Channel& booking() const { return services_.booking.of(worker_); }
  [[nodiscard]] rpc::Channel& orders() const { return services_.orders.of(worker_); }
  [[nodiscard]] rpc::Channel& shipping() const { return services_.shipping.of(worker_); }

  // By id; what nobody may see is not there.
  [[nodiscard]] Loader<pharmacy::wire::Pharmacy>& pharmacies_by_id();
  [[nodiscard]] Loader<booking::v1::Booking>& bookings_by_id();
  [[nodiscard]] Loader<orders::v1::Order>& orders_by_id();
  // By name.
  [[nodiscard]] Loader<booking::v1::Station>& stations();
  // By the id of their order.
  [[nodiscard]] Loader<shipping::v1::Shipment>& shipments_by_order();

  // The key that makes a change safe to repeat; empty when the request has no Idempotency-Key. Each root field of each
  // operation in a body has a key of its own, which follows from that header and the field's name in the answer.
  // Errors: invalid_argument, as REST has them.
  [[nodiscard]] Result<std::string> idempotency_key(const graphql::Call& call) const;

  // Null when nobody traces.
  [[nodiscard]] graphql::ResolverWatcher* watcher() { return spans_ ? &*spans_ : nullptr; }

 private:
  template <class T, class MakeLoad>
  Loader<T>& made(std::shared_ptr<Loader<T>>& loader, MakeLoad make_load, rpc::Channel& channel);

  GraphqlServices services_;
  Worker& worker_;
  RequestContext context_;
  std::string given_key_;  // the header field
  std::size_t number_;
  std::optional<ResolverSpans> spans_;
  std::shared_ptr<Loader<pharmacy::wire::Pharmacy>> pharmacies_by_id_;
  std::shared_ptr<Loader<booking::v1::Booking>> bookings_by_id_;
  std::shared_ptr<Loader<booking::v1::Station>> stations_;
  std::shared_ptr<Loader<orders::v1::Order>> orders_by_id_;
  std::shared_ptr<Loader<shipping::v1::Shipment>> shipments_by_order_;
};

// A value that was loaded, as the object of a field; null for none.
template <class T>
graphql::Loaded loaded(std::shared_ptr<const T> value) {
  const auto* const object = value.get();
  return {.keep = std::move(value),
          .write = [object](graphql::Slot& slot) { object == nullptr ? slot.null() : slot.object(object); }};
}

template <class T>
graphql::Loaded loaded(T value) {
  return loaded(std::shared_ptr<const T>(std::make_shared<T>(std::move(value))));
}

// Null.
graphql::Loaded nothing();

// How many items a page holds, from the argument `first`.
Result<std::int32_t> page_size(const graphql::Call& call);

}  // namespace plaza::gateway
