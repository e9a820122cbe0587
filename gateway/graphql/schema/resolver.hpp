#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/asio/awaitable.hpp>

#include "platform/core/error.hpp"

namespace plaza::graphql {

namespace asio = boost::asio;

class Call;
class Slot;

// Gives a field's value at once: exactly one call on the slot. Costs no coroutine and no allocation.
using SyncResolver = std::function<void(const Call&, Slot&)>;

// What came back from elsewhere: `write` puts it into the slot, `keep` is what it points into and what objects below
// it point into. It lives until the request ends.
struct Loaded {
  std::shared_ptr<const void> keep;
  std::function<void(Slot&)> write;
};

// Gives a field's value later. Sibling fields run at the same time. The call is copied, what it points to stays until
// the request ends.
using AsyncResolver = std::function<asio::awaitable<Result<Loaded>>(Call)>;

using Resolver = std::variant<std::monostate, SyncResolver, AsyncResolver>;

// What a field costs in calls to services, known before any of them leaves.
struct FieldCost {
  std::uint32_t calls = 0;           // for one object that has the field
  bool batched = false;              // many objects at once cost what one does
  std::string_view size_argument{};  // names how many items the field gives: "first"
  std::uint32_t items = 1;           // how many they are when the argument is missing
};

}  // namespace plaza::graphql
