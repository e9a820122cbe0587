#include "services/orders/app/order.hpp"

#include <algorithm>

namespace plaza::orders {

bool has_scope(const Identity& identity, std::string_view scope) {
  return std::ranges::find(identity.scopes, scope) != identity.scopes.end();
}

bool visible_to(const Order& order, const Identity& who) {
  if (order.erased) return has_scope(who, scope_operator);
  return order.owner.empty() || order.owner == who.subject;
}

}  // namespace plaza::orders
