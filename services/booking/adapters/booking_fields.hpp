#pragma once

#include <optional>
#include <span>

#include "platform/redis/reply.hpp"
#include "services/booking/adapters/sealing.hpp"
#include "services/booking/app/booking.hpp"
#include "services/booking/app/station.hpp"

namespace plaza::booking {

// A booking from what HGETALL says; nothing when there is none. Errors: data_loss for what this service did not write.
Result<std::optional<Booking>> read_booking(const Uuid& id, const redis::Reply& fields, const Sealing& sealing);

// A decimal number and nothing else.
std::optional<std::int64_t> number_in(std::string_view text);

// The days of a station from what HGETALL says, in the order of their dates.
std::vector<StationDay> read_days(const redis::Reply& fields);

}  // namespace plaza::booking
