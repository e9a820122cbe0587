#include "services/booking/app/booking.hpp"

#include <algorithm>

namespace plaza::booking {

bool has_scope(const Identity& identity, std::string_view scope) {
  return std::ranges::find(identity.scopes, scope) != identity.scopes.end();
}

bool visible_to(const Booking& booking, const Identity& who) {
  return !booking.erased && (booking.owner.empty() || booking.owner == who.subject);
}

}  // namespace plaza::booking
