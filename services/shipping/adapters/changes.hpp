#pragma once

#include <optional>

#include "platform/rpc/idempotency_key.hpp"
#include "platform/rpc/under_way.hpp"
#include "services/shipping/adapters/store_parts.hpp"
#include "services/shipping/app/carrier_event.hpp"

namespace plaza::shipping {

namespace asio = boost::asio;

// What an order's cancellation says.
struct OrderCancelled {
  Uuid order_id{};
  std::string owner;
  SystemTime cancelled_at{};
};

// Changes of a shipment that is there: the change, its event, and the key of the request in one transaction. Lives on
// one worker.
class Changes {
 public:
  explicit Changes(StoreParts parts) : parts_(std::move(parts)) {}

  struct Recorded {
    Shipment shipment;
    bool changed = false;
  };
  // What a carrier reports. Errors: not_found; those of the rule (app/carrier_event.hpp) and of idempotency keys.
  asio::awaitable<Result<Recorded>> record(RequestContext context, Uuid id, CarrierEvent event,
                                           std::optional<rpc::IdempotencyKey> key);

  // Whether a shipment is cancelled now by this. It is not when the event came before, or too late. One that is not
  // there yet is made, and stays cancelled.
  asio::awaitable<Result<bool>> cancel(RequestContext context, OrderCancelled event);

 private:
  asio::awaitable<Result<void>> write(postgres::Transaction& transaction, const Shipment& shipment,
                                      const TraceContext& trace);

  StoreParts parts_;
  rpc::UnderWay under_way_;
};

}  // namespace plaza::shipping
