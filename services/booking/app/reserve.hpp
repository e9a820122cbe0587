#pragma once

#include "platform/core/error.hpp"
#include "services/booking/app/booking.hpp"

namespace plaza::booking {

inline constexpr std::size_t name_characters_max = 100;
inline constexpr std::size_t address_characters_max = 300;
inline constexpr std::size_t station_characters_max = 100;

// A booking as somebody asks for it; nothing in it has been checked.
struct NewBooking {
  std::string id;
  std::string station;
  std::string date;
  Person person;
};

// What is wrong with it, field by field; the pointers are those of the JSON body.
std::vector<FieldError> faults(const NewBooking& asked);

// The booking, if nothing is wrong with it. Errors: invalid_argument with a field for each fault. Whether there is such
// a station, and such a day, is for the store to say.
Result<Booking> reserve(NewBooking asked, std::string owner, SystemTime now);

// Where a booking is to go; nothing in it has been checked.
struct NewPlace {
  std::string station;
  std::string date;
};
struct Place {
  std::string station;
  Date date;
};
Result<Place> check_place(const NewPlace& asked);

}  // namespace plaza::booking
