#include "platform/http/known_heads.hpp"

#include <xxhash.h>

namespace plaza::http {

std::uint64_t KnownHeads::hash_of(std::string_view head) {
  return XXH3_64bits(head.data(), head.size());
}

std::shared_ptr<KnownHead> KnownHeads::find(std::string_view head) {
  if (head.size() > head_bytes_max) return nullptr;
  const auto& known = places_[hash_of(head) % places_count].head;
  return known && known->bytes == head ? known : nullptr;
}

}  // namespace plaza::http
