#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"
#include "platform/core/uuid.hpp"

namespace plaza::orders {

// How far an order is. The numbers are those of the contract and of the database, and they only grow.
enum class Status : std::int16_t { created = 1, shipping = 2, delivered = 3, cancelled = 4 };

// Error::reason of what callers tell apart.
inline constexpr std::string_view reason_version_mismatch = "VERSION_MISMATCH";
inline constexpr std::string_view reason_not_cancellable = "NOT_CANCELLABLE";

struct Line {
  std::string sku;
  std::string name;
  std::int32_t quantity = 0;
  std::int32_t unit_price = 0;  // in the smallest unit of the currency

  bool operator==(const Line&) const = default;
};

struct Order {
  Uuid id{};
  std::string owner{};  // `sub` of whoever made it; empty: open to whoever knows the id
  std::string customer_name{};
  std::int32_t total_price = 0;  // in the smallest unit of the currency
  std::vector<Line> lines{};
  Status status = Status::created;
  std::int64_t version = 1;  // one more with each change
  SystemTime created_at{};
  SystemTime updated_at{};
  bool erased = false;  // the person has been taken out: no owner and no name any more

  bool operator==(const Order&) const = default;
};

// Whether an order can go from one status to the other: forward only, and out of delivered and cancelled nowhere.
constexpr bool may_become(Status from, Status to) {
  return from < to && from != Status::delivered && from != Status::cancelled;
}

// One made with a token is its owner's alone; one made without is everybody's who knows the id; an erased one is for
// operators, as the books need it.
bool visible_to(const Order& order, const Identity& who);

}  // namespace plaza::orders
