#include "gateway/api/new_booking.hpp"

#include <utility>

#include "platform/core/uuid.hpp"

namespace plaza::gateway {

booking::v1::ReserveRequest to_message(NewBooking booking, std::string idempotency_key, const Clock& clock) {
  booking::v1::ReserveRequest request;
  request.set_id(Uuid::version7(clock.now()).to_string());
  request.set_idempotency_key(std::move(idempotency_key));
  request.set_station(std::move(booking.station));
  request.set_date(std::move(booking.date));
  auto& person = *request.mutable_person();
  person.set_mysejahtera_id(std::move(booking.mysejahtera_id));
  person.set_first_name(std::move(booking.first_name));
  person.set_last_name(std::move(booking.last_name));
  person.set_address(std::move(booking.address));
  person.set_phone_number(std::move(booking.phone_number));
  return request;
}

}  // namespace plaza::gateway
