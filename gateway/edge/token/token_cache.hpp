#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/edge/token/claims.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"

namespace plaza::gateway::token {

// Tokens that were verified, until they expire; the least recently used make room. A token is found by a hash of all
// its bytes with a seed of this cache, and then compared whole. Refused tokens are never kept: whoever sends rubbish
// cannot push out what others need. Lives on one worker.
class TokenCache {
 public:
  TokenCache(std::size_t entries_max, std::size_t bytes_max);

  // Who the token is of; null when it is not known, or has expired. Valid until the cache changes.
  const Identity* find(std::string_view token, SystemTime now);
  // A token that is too large for the cache is not kept.
  void insert(std::string_view token, VerifiedToken verified);
  void clear();

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // Of the tokens and of what belongs to them, roughly.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string token;
    VerifiedToken verified;
    std::size_t bytes;
  };
  using Entries = std::list<Entry>;  // the most recently used first
  struct SeededHash {
    std::uint64_t seed;
    std::size_t operator()(std::string_view text) const;
  };
  void erase(Entries::iterator entry);

  std::size_t entries_max_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator, SeededHash> by_token_;  // keys are views of the entries
};

}  // namespace plaza::gateway::token
