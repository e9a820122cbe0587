#include "gateway/edge/token/key_store.hpp"

namespace plaza::gateway::token {

Result<std::shared_ptr<const KeySet>> KeyStore::load(std::string_view text) {
  auto parsed = KeySet::parse(text, accepted_);
  if (!parsed) return std::unexpected(parsed.error());
  auto keys = std::make_shared<const KeySet>(*std::move(parsed));
  const std::scoped_lock lock(mutex_);
  present_.keys = keys;
  version_.store(++present_.version, std::memory_order_release);
  return keys;
}

bool KeyStore::refresh(Held& held) const {
  if (version_.load(std::memory_order_acquire) == held.version) return false;
  const std::scoped_lock lock(mutex_);
  held = present_;
  return true;
}

}  // namespace plaza::gateway::token
