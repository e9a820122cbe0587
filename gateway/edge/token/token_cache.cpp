#include "gateway/edge/token/token_cache.hpp"

#include <xxhash.h>

#include "platform/core/random.hpp"

namespace plaza::gateway::token {
namespace {

// The entry, its node in the list and in the map, and its place among the buckets.
constexpr std::size_t overhead_bytes = 256;

std::size_t bytes_of(std::string_view token, const Identity& identity) {
  auto bytes = overhead_bytes + token.size() + identity.subject.size();
  for (const auto& scope : identity.scopes) bytes += sizeof(std::string) + scope.size();
  return bytes;
}

}  // namespace

std::size_t TokenCache::SeededHash::operator()(std::string_view text) const {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

TokenCache::TokenCache(std::size_t entries_max, std::size_t bytes_max)
    : entries_max_(entries_max), bytes_max_(bytes_max), by_token_(0, SeededHash{random_bits()}) {}

const Identity* TokenCache::find(std::string_view token, SystemTime now) {
  const auto found = by_token_.find(token);
  if (found == by_token_.end()) return nullptr;
  const auto entry = found->second;
  if (now >= entry->verified.valid_until) {
    erase(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return &entry->verified.identity;
}

void TokenCache::insert(std::string_view token, VerifiedToken verified) {
  const auto bytes = bytes_of(token, verified.identity);
  if (bytes > bytes_max_ || entries_max_ == 0) return;
  if (const auto found = by_token_.find(token); found != by_token_.end()) erase(found->second);
  while (entries_.size() >= entries_max_ || bytes_ + bytes > bytes_max_) erase(std::prev(entries_.end()));
  entries_.push_front({.token = std::string(token), .verified = std::move(verified), .bytes = bytes});
  by_token_.emplace(entries_.front().token, entries_.begin());
  bytes_ += bytes;
}

void TokenCache::clear() {
  by_token_.clear();
  entries_.clear();
  bytes_ = 0;
}

void TokenCache::erase(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_token_.erase(entry->token);
  entries_.erase(entry);
}

}  // namespace plaza::gateway::token
