#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "gateway/edge/token/key_set.hpp"

namespace plaza::gateway::token {

// The keys of now, swapped whole while workers read them. Thread-safe.
class KeyStore {
 public:
  // What a worker holds between two looks.
  struct Held {
    std::uint64_t version = 0;
    std::shared_ptr<const KeySet> keys = std::make_shared<const KeySet>();
  };

  // Until the first load there are no keys, and so no token is accepted.
  explicit KeyStore(AlgorithmSet accepted) : accepted_(accepted) {}

  // Puts the keys of a JWKS text in place of the present ones. An error (KeySet::parse) leaves them as they are.
  Result<std::shared_ptr<const KeySet>> load(std::string_view text);

  // Brings `held` up to date; true when the keys are others now. Costs one load of a number when they are not.
  bool refresh(Held& held) const;

 private:
  const AlgorithmSet accepted_;
  std::atomic<std::uint64_t> version_ = 0;
  mutable std::mutex mutex_;
  Held present_;
};

}  // namespace plaza::gateway::token
