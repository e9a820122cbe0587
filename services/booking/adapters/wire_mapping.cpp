#include "services/booking/adapters/wire_mapping.hpp"

#include "platform/rpc/grpc/timestamp.hpp"

namespace plaza::booking {

NewBooking from_wire(const v1::ReserveRequest& request) {
  const auto& person = request.person();
  return {.id = request.id(),
          .station = request.station(),
          .date = request.date(),
          .person = {.mysejahtera_id = person.mysejahtera_id(),
                     .first_name = person.first_name(),
                     .last_name = person.last_name(),
                     .address = person.address(),
                     .phone_number = person.phone_number()}};
}

void to_wire(const Booking& booking, v1::Booking& out) {
  out.set_id(booking.id.to_string());
  out.set_station(booking.station);
  out.set_date(to_iso(booking.date));
  // The contract's numbers are ours.
  out.set_status(static_cast<v1::BookingStatus>(booking.status));
  out.set_version(booking.version);
  rpc::set_time(*out.mutable_created_at(), booking.created_at);
  rpc::set_time(*out.mutable_updated_at(), booking.updated_at);
  if (booking.erased) return;
  auto& person = *out.mutable_person();
  person.set_mysejahtera_id(booking.person.mysejahtera_id);
  person.set_first_name(booking.person.first_name);
  person.set_last_name(booking.person.last_name);
  person.set_address(booking.person.address);
  person.set_phone_number(booking.person.phone_number);
}

void to_wire(const StationDay& day, v1::StationDay& out) {
  out.set_date(to_iso(day.date));
  out.set_capacity(static_cast<std::int32_t>(day.capacity));
  out.set_available(static_cast<std::int32_t>(day.available));
}

void to_wire(const StationView& view, v1::Station& out) {
  out.set_name(view.station->name);
  out.set_state(view.station->state);
  out.set_district(view.station->district);
  if (view.station->position) {
    out.set_latitude(view.station->position->latitude);
    out.set_longitude(view.station->position->longitude);
  }
  for (const auto& day : *view.days) to_wire(day, *out.add_days());
}

}  // namespace plaza::booking
