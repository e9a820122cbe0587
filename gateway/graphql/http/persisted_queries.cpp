#include "gateway/graphql/http/persisted_queries.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "gateway/graphql/http/json_input.hpp"

namespace plaza::graphql {
namespace {

constexpr std::size_t list_depth_max = 4;

}  // namespace

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

Result<std::shared_ptr<const KnownQueries>> KnownQueries::read(std::string_view json) {
  Arena arena;
  const auto list = JsonReader(list_depth_max).read(json, arena);
  if (!list || !list->is(InputKind::object)) {
    return fail(Code::invalid_argument, "the list of known queries is no JSON object of hash and query");
  }
  auto known = std::make_shared<KnownQueries>();
  for (const auto& [hash, query] : list->members()) {
    if (!query.is(InputKind::string) || sha256(query.text()) != hash) {
      return fail(Code::invalid_argument, fmt::format("\"{}\" is not the SHA-256 of its query", hash));
    }
    known->queries_.emplace(hash, query.text());
  }
  return known;
}

std::expected<std::string_view, PersistedQueries::Refusal> PersistedQueries::resolve(
    std::optional<std::string_view> query, std::optional<std::string_view> hash) {
  if (options_.only_known) return resolve_known(query, hash);
  if (!hash) return *query;
  std::string key(*hash);
  if (query) {
    if (sha256(*query) != key) return std::unexpected(Refusal::wrong_hash);
    remember(std::move(key), *query);
    return *query;
  }
  if (const auto* const known = known_->find(key)) return *known;
  const auto place = places_.find(key);
  if (place == places_.end()) return std::unexpected(Refusal::not_found);
  queries_.splice(queries_.begin(), queries_, place->second);
  return place->second->second;
}

std::expected<std::string_view, PersistedQueries::Refusal> PersistedQueries::resolve_known(
    std::optional<std::string_view> query, std::optional<std::string_view> hash) {
  const auto* const known = known_->find(hash ? std::string(*hash) : sha256(*query));
  if (known == nullptr || (query && *query != *known)) return std::unexpected(Refusal::not_allowed);
  return *known;
}

void PersistedQueries::remember(std::string hash, std::string_view query) {
  if (places_.contains(hash) || query.size() > options_.bytes_max || options_.queries_max == 0) return;
  bytes_ += query.size();
  queries_.emplace_front(hash, query);
  places_.emplace(std::move(hash), queries_.begin());
  make_room();
}

void PersistedQueries::change(const PersistedQueryOptions& options) {
  options_ = options;
  make_room();
}

void PersistedQueries::make_room() {
  while (queries_.size() > options_.queries_max || bytes_ > options_.bytes_max) {
    bytes_ -= queries_.back().second.size();
    places_.erase(queries_.back().first);
    queries_.pop_back();
  }
}

}  // namespace plaza::graphql
