#pragma once

#include <memory>
#include <span>

#include "services/shipping/adapters/store_parts.hpp"
#include "services/shipping/app/shipment.hpp"

namespace plaza::shipping {

namespace asio = boost::asio;

// What an order's cancellation says.
struct OrderCancelled {
  Uuid order_id{};
  std::string owner;
  SystemTime cancelled_at{};
};

// Cancels the shipments of cancelled orders, each with its event or not at all, and many in one commit: a broker that
// comes back brings thousands at once. Lives on one worker.
class Cancellations {
 public:
  explicit Cancellations(StoreParts parts);

  // Whether a shipment is cancelled now by this. It is not when the event came before, or too late. One that is not
  // there yet is made, and stays cancelled.
  asio::awaitable<Result<bool>> take(RequestContext context, OrderCancelled event);

 private:
  struct Cancellation {
    OrderCancelled event;
    Shipment shipment;   // for an order that has none yet
    std::string person;  // digest of the owner
    TraceContext trace;
  };
  using Row = std::shared_ptr<const Cancellation>;

  static asio::awaitable<Result<std::vector<bool>>> write(postgres::Pool& pool, RequestContext context,
                                                          std::span<const Row> rows);
  static postgres::Parameters shipments(std::span<const Row> rows);

  StoreParts parts_;
  postgres::Batcher<Row, bool> batches_;
};

}  // namespace plaza::shipping
