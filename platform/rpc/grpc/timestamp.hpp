#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "platform/core/clock.hpp"

namespace plaza::rpc {

// Times as messages carry them; what is finer than milliseconds is cut.
inline void set_time(google::protobuf::Timestamp& out, SystemTime time) {
  constexpr std::int32_t nanos_per_ms = 1'000'000;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  out.set_seconds(seconds.time_since_epoch().count());
  out.set_nanos(static_cast<std::int32_t>((time - seconds).count()) * nanos_per_ms);
}

inline SystemTime time_of(const google::protobuf::Timestamp& in) {
  return std::chrono::floor<milliseconds>(std::chrono::sys_time<std::chrono::nanoseconds>(
      std::chrono::seconds(in.seconds()) + std::chrono::nanoseconds(in.nanos())));
}

}  // namespace plaza::rpc
