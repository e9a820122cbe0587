#include "gateway/edge/token/key_set.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "gateway/edge/token/jwk.hpp"
#include "gateway/edge/token/strict_json.hpp"

namespace plaza::gateway::token {
namespace {

// How people find the key in the file: "key 2 (kid "2026-a")".
std::string name_of(std::size_t index, const boost::json::object& jwk) {
  const auto id = text_member(jwk, "kid");
  return id ? fmt::format("key {} (kid \"{}\")", index + 1, id->substr(0, key_id_bytes_max))
            : fmt::format("key {}", index + 1);
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view text, const AlgorithmSet& accepted) {
  if (text.size() > key_file_bytes_max) {
    return fail(Code::invalid_argument, fmt::format("the key set is larger than {} bytes", key_file_bytes_max));
  }
  const auto root = parse_strict_object(text);
  if (!root) return fail(Code::invalid_argument, "the key set is not a JSON object, or not a strict one");
  const auto* member = root->if_contains("keys");
  const auto* list = member == nullptr ? nullptr : member->if_array();
  if (list == nullptr) return fail(Code::invalid_argument, "the key set has no list \"keys\"");
  if (list->size() > keys_max) {
    return fail(Code::invalid_argument, fmt::format("the key set has more than {} keys", keys_max));
  }

  KeySet set;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* jwk = (*list)[i].if_object();
    if (jwk == nullptr) return fail(Code::invalid_argument, fmt::format("key {} is not an object", i + 1));
    auto parsed = parse_jwk(*jwk, accepted);
    if (parsed && !parsed->key) {
      set.notes_.push_back(fmt::format("{} is not used: {}", name_of(i, *jwk), parsed->unused_because));
      continue;
    }
    const auto added =
        !parsed ? std::unexpected(parsed.error()) : set.add(std::move(parsed->id), *std::move(parsed->key));
    if (!added) return fail(Code::invalid_argument, fmt::format("{}: {}", name_of(i, *jwk), added.error().message));
  }
  if (set.keys_.empty()) return fail(Code::invalid_argument, "the key set has no key that can be used");
  return set;
}

Result<void> KeySet::add(std::optional<std::string> id, VerificationKey key) {
  if (id && std::ranges::find(keys_, id, &Entry::id) != keys_.end()) {
    return fail(Code::invalid_argument, "its kid is that of another key");
  }
  keys_.push_back({.id = std::move(id), .key = std::move(key)});
  return {};
}

const VerificationKey* KeySet::find(std::optional<std::string_view> id, Algorithm algorithm) const {
  const VerificationKey* found = nullptr;
  for (const auto& entry : keys_) {
    if (id) {
      if (entry.id == *id) return &entry.key;
    } else if (entry.key.algorithm() == algorithm) {
      if (found != nullptr) return nullptr;
      found = &entry.key;
    }
  }
  return found;
}

}  // namespace plaza::gateway::token
