#pragma once

#include <string>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/kafka/retry_rule.hpp"

namespace plaza::kafka {

struct ConsumerOptions {
  std::string group{};             // consumers of one group share the partitions
  std::string start = "earliest";  // where a group begins that has no position yet
  std::uint32_t handlers_max = 256;
  std::uint32_t records_in_hand_max = 2'000;
  std::uint64_t bytes_in_hand_max = 8UL * 1024 * 1024;
  milliseconds handle_timeout{30'000};
  milliseconds commit_interval{200};
  milliseconds session_timeout{6'000};
  milliseconds revoke_wait{1'000};
  milliseconds leave_timeout{4'000};
  RetryOptions retry{};

  void describe(config::Section section);
};

}  // namespace plaza::kafka
