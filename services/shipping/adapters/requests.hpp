#pragma once

#include <memory>
#include <span>

#include "platform/kafka/record.hpp"
#include "services/shipping/adapters/store_parts.hpp"
#include "services/shipping/app/shipment.hpp"

namespace plaza::shipping {

namespace asio = boost::asio;

// What an order's creation says.
struct OrderCreated {
  Uuid order_id{};
  std::string owner;
  std::string customer_name;
  SystemTime created_at{};
};

// Makes a shipment for each order, with its event or not at all, and many in one commit. The order's
// id is unique among shipments: whatever comes again makes no second. Lives on one worker.
class Requests {
 public:
  explicit Requests(StoreParts parts);

  // Whether there is a new shipment. There is none when the event came before, or when the order was cancelled first:
  // then the shipment stays cancelled, and learns the name.
  asio::awaitable<Result<bool>> take(RequestContext context, OrderCreated event);

 private:
  struct Request {
    OrderCreated event;
    Shipment shipment;
    std::string person;  // digest of the owner; empty: none
    kafka::Record update;
  };
  using Row = std::shared_ptr<const Request>;

  static asio::awaitable<Result<std::vector<bool>>> write(postgres::Pool& pool, RequestContext context,
                                                          std::span<const Row> rows);
  static asio::awaitable<Result<std::vector<bool>>> write_what_is_new(postgres::Pool& pool, RequestContext context,
                                                                      std::span<const Row> rows,
                                                                      std::span<const kafka::Record* const> updates);
  static postgres::Parameters shipments(std::span<const Row> rows);

  StoreParts parts_;
  postgres::Batcher<Row, bool> batches_;
};

}  // namespace plaza::shipping
