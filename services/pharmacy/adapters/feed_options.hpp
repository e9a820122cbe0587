#pragma once

#include <string>

#include "platform/core/config.hpp"
#include "services/pharmacy/app/check_feed.hpp"
#include "services/pharmacy/app/freshness.hpp"

namespace plaza::pharmacy {

// Where the feed comes from, how often, and what it must be like.
struct FeedOptions {
  std::string source = "https://data.nhi.gov.tw/resource/mask/maskdata.csv";
  milliseconds period{60'000};
  double period_jitter = 0.1;
  milliseconds timeout{10'000};
  std::uint32_t attempts_max = 3;
  milliseconds backoff{500};
  milliseconds backoff_max{5'000};
  std::uint64_t body_bytes_max = 16ULL * 1024 * 1024;
  FeedLimits limits;
  milliseconds stale_after{0};
  milliseconds source_age_max{3'600'000};
  std::string points_file;
  std::string last_good_file;

  void describe(config::Section root);

  [[nodiscard]] FreshnessLimits freshness() const;
};

}  // namespace plaza::pharmacy
