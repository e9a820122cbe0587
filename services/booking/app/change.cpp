#include "services/booking/app/change.hpp"

#include <fmt/format.h>

#include "services/booking/app/station.hpp"

namespace plaza::booking {
namespace {

Result<void> check_version(const Booking& booking, std::optional<std::int64_t> expected) {
  if (!expected || *expected == booking.version) return {};
  return fail(Code::failed_precondition, fmt::format("the booking is at version {}", booking.version),
              std::string(reason_version_mismatch));
}

}  // namespace

Result<Step> may_cancel(const Booking& booking, std::optional<std::int64_t> expected) {
  if (booking.status == Status::cancelled) return Step::nothing;
  if (auto same = check_version(booking, expected); !same) return std::unexpected(std::move(same.error()));
  return Step::go;
}

Result<Step> may_move(const Booking& booking, const Place& to, std::optional<std::int64_t> expected) {
  if (booking.status == Status::cancelled) {
    return fail(Code::failed_precondition, "the booking is cancelled", std::string(reason_not_active));
  }
  if (booking.station == to.station && booking.date == to.date) return Step::nothing;
  if (auto same = check_version(booking, expected); !same) return std::unexpected(std::move(same.error()));
  return Step::go;
}

Result<Place> check_capacity(const NewCapacity& asked) {
  auto place = check_place({.station = asked.station, .date = asked.date});
  if (asked.capacity >= 0 && asked.capacity <= capacity_max) return place;
  Error error{.code = Code::invalid_argument, .message = "the capacity is not valid"};
  if (!place) error.fields = std::move(place.error().fields);
  error.fields.push_back({.pointer = "/capacity", .detail = fmt::format("must be from 0 to {}", capacity_max)});
  return std::unexpected(std::move(error));
}

}  // namespace plaza::booking
