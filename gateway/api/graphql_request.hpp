#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <pharmacy_types.h>

#include "gateway/api/answer.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/graphql/execution/batch_loader.hpp"
#include "gateway/graphql/execution/call.hpp"
#include "platform/core/context.hpp"

#include "plaza/orders/v1/orders.pb.h"
#include "plaza/shipping/v1/shipping.pb.h"

namespace plaza::gateway {

// The services that GraphQL fields ask.
struct GraphqlServices {
  const WorkerChannels& pharmacy;
  const WorkerChannels& orders;
  const WorkerChannels& shipping;
};

// What resolvers of one request share: who asks, the channels of its worker, and the loaders that make one call of what
// is asked for in one turn of the loop.
class GraphqlRequest {
 public:
  template <class T>
  using Loader = graphql::BatchLoader<std::string, T>;

  GraphqlRequest(const GraphqlServices& services, Worker& worker, RequestContext context);

  [[nodiscard]] const RequestContext& context() const { return context_; }
  [[nodiscard]] rpc::Channel& pharmacy() const { return pharmacy_; }
  [[nodiscard]] rpc::Channel& orders() const { return orders_; }
  [[nodiscard]] rpc::Channel& shipping() const { return shipping_; }

  // By id; what nobody may see is not there.
  [[nodiscard]] Loader<pharmacy::wire::Pharmacy>& pharmacies() const { return *pharmacies_by_id_; }
  [[nodiscard]] Loader<orders::v1::Order>& orders_by_id() const { return *orders_by_id_; }
  // By the id of their order.
  [[nodiscard]] Loader<shipping::v1::Shipment>& shipments() const { return *shipments_by_order_; }

 private:
  RequestContext context_;
  rpc::Channel& pharmacy_;
  rpc::Channel& orders_;
  rpc::Channel& shipping_;
  std::shared_ptr<Loader<pharmacy::wire::Pharmacy>> pharmacies_by_id_;
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

// How many items a page holds, from the argument `first`.
Result<std::int32_t> page_size(const graphql::Call& call);

}  // namespace plaza::gateway
