#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/rpc/idempotency_key.hpp"
#include "services/booking/app/booking.hpp"

// What is kept under an idempotency key: a digest of the request, and behind it what it was answered.
// scripts/idempotency.lua writes it.
namespace plaza::booking {

inline constexpr std::int64_t key_lifetime_ms = 24L * 60 * 60 * 1'000;

// A key as scripts take it: where it is kept, and the digest; that is empty where there is no key.
struct KeyArguments {
  std::string place;
  std::string digest;
};
KeyArguments arguments_of(const std::optional<rpc::IdempotencyKey>& key);

// What was answered to the same request. Errors: failed_precondition, IDEMPOTENCY_KEY_REUSED.
Result<std::string> answer_in(std::string_view kept, const rpc::IdempotencyKey& key);

// The booking as it was when `state` was kept. Errors: data_loss.
Result<Booking> as_it_was(Booking now, std::string_view state);

}  // namespace plaza::booking
