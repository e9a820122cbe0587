#pragma once

#include "services/orders/adapters/store_parts.hpp"
#include "services/orders/app/list.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

namespace asio = boost::asio;

// Orders as they are; whoever asks must be allowed to see them (visible_to). Lives on one worker.
class OrderReads {
 public:
  explicit OrderReads(StoreParts parts) : parts_(std::move(parts)) {}

  // In the order of the ids, without those that do not exist.
  asio::awaitable<Result<std::vector<Order>>> find(RequestContext context, std::vector<Uuid> ids);
  struct Found {
    std::vector<Order> orders;
    bool more = false;
  };
  // Newest first.
  asio::awaitable<Result<Found>> list(RequestContext context, std::string owner, Page page);

 private:
  StoreParts parts_;
};

}  // namespace plaza::orders
