#pragma once

#include <algorithm>

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

// Times that no Timestamp can hold become the first or the last that one can (timestamp.proto: years 1 to 9999).
inline SystemTime time_of(const google::protobuf::Timestamp& in) {
  constexpr std::int64_t seconds_min = -62'135'596'800;
  constexpr std::int64_t seconds_max = 253'402'300'799;
  const std::chrono::seconds seconds(std::clamp(in.seconds(), seconds_min, seconds_max));
  return SystemTime(seconds + std::chrono::floor<milliseconds>(std::chrono::nanoseconds(in.nanos())));
}

}  // namespace plaza::rpc
