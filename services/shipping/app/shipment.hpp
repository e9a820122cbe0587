#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/core/uuid.hpp"

namespace plaza::shipping {

// How far a shipment is. The numbers are those of the contract and of the database.
enum class Status : std::int16_t { requested = 1, packed = 2, dispatched = 3, delivered = 4, cancelled = 5 };

struct Event {
  Status status = Status::requested;
  SystemTime at{};           // when it happened
  SystemTime recorded_at{};  // when it became known here
  std::string note{};
  std::int64_t version = 1;  // of the shipment, with this event

  bool operator==(const Event&) const = default;
};

struct Shipment {
  Uuid id{};
  Uuid order_id{};
  std::string owner{};  // of the order; empty: open to whoever knows the id
  std::string customer_name{};
  Status status = Status::requested;
  std::int64_t version = 1;  // one more with each change
  SystemTime created_at{};
  SystemTime updated_at{};
  std::vector<Event> events{};  // oldest first
  bool erased = false;          // the person has been taken out

  bool operator==(const Shipment&) const = default;
};

// Whoever may see its order, couriers and operators; an erased one is for these two only.
bool visible_to(const Shipment& shipment, const Identity& who);

// What an order asks for, or one that was cancelled before its creation was heard of.
Shipment begin(Uuid id, Uuid order_id, std::string owner, Status status, SystemTime at, SystemTime now);

// requested -> packed -> dispatched -> delivered, or cancelled from the first two.
bool may_become(Status from, Status to);

// Moves on, with an event. Only where it may. Nothing is noted about who was erased.
void become(Shipment& shipment, Status to, SystemTime at, std::string note, SystemTime now);

// Its order was cancelled. False: it has left, or is cancelled already, and stays as it is.
bool cancel(Shipment& shipment, SystemTime at, SystemTime now);

// The shipment as it was at a version.
Shipment as_at(Shipment shipment, std::int64_t version);

}  // namespace plaza::shipping
