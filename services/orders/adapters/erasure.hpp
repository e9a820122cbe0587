#pragma once

#include "services/orders/adapters/store_parts.hpp"

namespace plaza::orders {

namespace asio = boost::asio;

// Takes a person out of all their orders, in small transactions. What the books need stays: prices, lines, times.
// Answers how many orders there were; a second time there are none.
asio::awaitable<Result<std::int64_t>> erase_person(const StoreParts& parts, RequestContext context,
                                                   std::string subject);

}  // namespace plaza::orders
