#pragma once

#include <algorithm>
#include <cstdint>

#include "platform/core/clock.hpp"
#include "platform/core/random.hpp"

namespace plaza::resilience {

// Pauses between attempts: exponential with full jitter, so that those who lost the same server do not come back
// together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
class Backoff {
 public:
  Backoff(milliseconds first, milliseconds longest) : first_(first), longest_(longest), ceiling_(first) {}

  // Between nothing and a ceiling that doubles up to the longest.
  milliseconds next() { return next(random_bits()); }
  milliseconds next(std::uint64_t random) {
    const auto span = static_cast<std::uint64_t>(ceiling_.count()) + 1;
    ceiling_ = std::min(ceiling_ * 2, longest_);
    return milliseconds(static_cast<std::int64_t>(random % span));
  }
  void reset() { ceiling_ = first_; }

 private:
  milliseconds first_;
  milliseconds longest_;
  milliseconds ceiling_;
};

}  // namespace plaza::resilience
