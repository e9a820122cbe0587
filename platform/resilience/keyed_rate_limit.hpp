#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/resilience/token_bucket.hpp"

namespace plaza::resilience {

struct KeyedRateLimitOptions {
  RateLimitOptions rate{};
  std::uint64_t keys_max = 10'000;

  void describe(config::Section section);
};

// A bucket per key (a client's address, a subject), for one process. Holds at most `keys_max` buckets: the one that was
// not asked for longest is forgotten, and its key starts with a full bucket again. Whoever changes keys to be forgotten
// needs `keys_max` of them between two bursts; a limit over all keys (TokenBucket) belongs beside this one.
// Lives on one worker.
class KeyedRateLimit {
 public:
  // Longer keys share the bucket of their first bytes, so that memory is bounded by keys_max × (key + about 150 bytes).
  static constexpr std::size_t key_bytes_max = 128;

  explicit KeyedRateLimit(const KeyedRateLimitOptions& options) : options_(options) {}

  RateDecision take(std::string_view key, SteadyTime now, std::uint32_t cost = 1);
  // What a key has left by somebody else's count, from now on. Does nothing for a key that is forgotten.
  void settle(std::string_view key, double tokens, SteadyTime now);
  void change(const KeyedRateLimitOptions& options);
  [[nodiscard]] std::size_t size() const { return by_key_.size(); }

 private:
  struct Entry {
    std::string key;
    BucketState bucket;
  };

  BucketState& bucket_of(std::string_view key);
  void forget_beyond(std::size_t kept);

  KeyedRateLimitOptions options_;
  std::list<Entry> by_use_;  // most recent first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
};

}  // namespace plaza::resilience
