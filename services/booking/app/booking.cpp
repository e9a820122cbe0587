#include "services/booking/app/booking.hpp"

namespace plaza::booking {

bool visible_to(const Booking& booking, const Identity& who) {
  return !booking.erased && (booking.owner.empty() || booking.owner == who.subject);
}

}  // namespace plaza::booking
