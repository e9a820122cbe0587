#pragma once

#include <cstdint>
#include <string>

#include "platform/core/clock.hpp"

namespace plaza::graphql {

enum class Outcome : std::uint8_t {
  refused,       // no data: the request is wrong
  not_allowed,   // no data: it would be right, but not by this way
  not_admitted,  // no data: it is right, but not now
  executed,
};

struct Answer {
  std::string body;  // JSON
  Outcome outcome = Outcome::executed;
  std::uint32_t errors = 0;
  std::string operation_name{};  // for figures; the caller bounds how many it keeps
  bool shared = false;           // another request of the same words brought it
  milliseconds retry_after{0};   // of one that was not admitted; 0: nobody knows
};

}  // namespace plaza::graphql
