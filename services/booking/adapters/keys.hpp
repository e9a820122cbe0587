#pragma once

#include <string>
#include <string_view>

#include "platform/core/uuid.hpp"

// Where everything is. All keys share one hash tag, so that a script may touch any of them in a cluster, too.
namespace plaza::booking::keys {

inline constexpr std::string_view outbox = "{booking}:outbox";
// Entries of the outbox that could not be read.
inline constexpr std::string_view set_aside = "{booking}:outbox:set-aside";
inline constexpr std::string_view lead = "{booking}:lead";

// A hash: 20210516 → places left, c20210516 → capacity.
inline std::string days(std::string_view station) {
  return std::string("{booking}:days:").append(station);
}
// A hash: station s, date d, person p, owner o, status t, version v, created c, updated u, sealed x.
inline std::string booking(std::string_view id) {
  return std::string("{booking}:booking:").append(id);
}
inline std::string booking(const Uuid& id) {
  return booking(id.to_string());
}
// The id of the active booking of a person, who is a digest.
inline std::string person(std::string_view digest) {
  return std::string("{booking}:person:").append(digest);
}
// A sorted set of ids, all with score 0: in the order of their making.
inline std::string owner(std::string_view subject) {
  return std::string("{booking}:owner:").append(subject);
}
// A digest of the request, and the id of the booking that it made.
inline std::string idempotency(std::string_view digest) {
  return std::string("{booking}:key:").append(digest);
}

}  // namespace plaza::booking::keys
