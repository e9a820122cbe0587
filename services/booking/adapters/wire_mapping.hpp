#pragma once

#include "platform/rpc/idempotency_key.hpp"
#include "services/booking/adapters/station_store.hpp"
#include "services/booking/app/booking.hpp"
#include "services/booking/app/reserve.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::booking {

NewBooking from_wire(const v1::ReserveRequest& request);

void to_wire(const Booking& booking, v1::Booking& out);
void to_wire(const StationDay& day, v1::StationDay& out);
void to_wire(const StationView& view, v1::Station& out);

// The key of a request, if it has one. What makes two requests the same is all of them but the key, and the id that a
// caller makes anew. Errors: invalid_argument.
template <class Method>
Result<std::optional<rpc::IdempotencyKey>> key_of(typename Method::Request request, const Identity& caller) {
  if (request.idempotency_key().empty()) return std::nullopt;
  const auto key = std::move(*request.mutable_idempotency_key());
  request.clear_idempotency_key();
  if constexpr (std::same_as<Method, v1::Reserve>) request.clear_id();
  return rpc::idempotency_key(Method::full_name, caller, key, request.SerializeAsString());
}

}  // namespace plaza::booking
