#pragma once

#include <cstdint>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"
#include "platform/core/uuid.hpp"
#include "services/booking/app/date.hpp"

namespace plaza::booking {

// The numbers are those of the contract.
enum class Status : std::uint8_t { active = 1, cancelled = 2 };

// Error::reason of what callers tell apart.
inline constexpr std::string_view reason_unknown_day = "UNKNOWN_DAY";
inline constexpr std::string_view reason_fully_booked = "FULLY_BOOKED";
inline constexpr std::string_view reason_already_booked = "ALREADY_BOOKED";
inline constexpr std::string_view reason_not_active = "NOT_ACTIVE";
inline constexpr std::string_view reason_version_mismatch = "VERSION_MISMATCH";
inline constexpr std::string_view reason_below_taken = "BELOW_TAKEN";

// Who comes, as it was given.
struct Person {
  std::string mysejahtera_id{};
  std::string first_name{};
  std::string last_name{};
  std::string address{};
  std::string phone_number{};

  bool operator==(const Person&) const = default;
};

struct Booking {
  Uuid id{};
  std::string owner{};  // `sub` of whoever made it; empty: open to whoever knows the id
  std::string station{};
  Date date{};
  Person person{};
  Status status = Status::active;
  std::int64_t version = 1;  // one more with each change
  SystemTime created_at{};
  SystemTime updated_at{};
  bool erased = false;  // the person has been taken out

  bool operator==(const Booking&) const = default;
};

// One made with a token is its owner's alone; one made without is everybody's who knows the id; of an erased one there
// is nothing to see.
bool visible_to(const Booking& booking, const Identity& who);

}  // namespace plaza::booking
