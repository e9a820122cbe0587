#include "services/orders/app/order.hpp"

#include "platform/core/scopes.hpp"

namespace plaza::orders {

bool visible_to(const Order& order, const Identity& who) {
  if (order.erased) return has_scope(who, scope_operator);
  return order.owner.empty() || order.owner == who.subject;
}

}  // namespace plaza::orders
