#pragma once

#include <optional>

#include "platform/rpc/idempotency_key.hpp"
#include "platform/rpc/under_way.hpp"
#include "services/shipping/adapters/store_parts.hpp"
#include "services/shipping/app/carrier_event.hpp"

namespace plaza::shipping {

namespace asio = boost::asio;

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

 private:
  StoreParts parts_;
  rpc::UnderWay under_way_;
};

}  // namespace plaza::shipping
