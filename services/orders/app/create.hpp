#pragma once

#include "platform/core/error.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

inline constexpr std::size_t customer_name_characters_max = 200;
inline constexpr std::size_t lines_max = 100;
inline constexpr std::size_t sku_characters_max = 64;
inline constexpr std::size_t line_name_characters_max = 200;
inline constexpr std::int32_t quantity_max = 1'000'000;
inline constexpr std::int64_t price_max = 2'147'483'647;

// An order as somebody asks for it; nothing in it has been checked.
struct NewOrder {
  std::string id;
  std::string customer_name;
  std::int64_t total_price = 0;
  std::vector<Line> lines;
};

// What is wrong with it, field by field; the pointers are those of the JSON body. Lines need not add up to the total:
// that may hold postage, and be less a discount.
std::vector<FieldError> faults(const NewOrder& asked);

// The order, if nothing is wrong with it. Errors: invalid_argument with a field for each fault.
Result<Order> create(NewOrder asked, std::string owner, SystemTime now);

// Whether `made` is what this request makes, so that it need not be made again. Of an erased order only what is left
// of it counts.
bool is_the_same(const Order& asked, const Order& made);

// An order as it was answered when it was made, whatever has become of it: what a request that is sent again is told.
Order as_made(Order order);

}  // namespace plaza::orders
