#pragma once

#include <cstddef>
#include <expected>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "platform/core/error.hpp"

namespace plaza::graphql {

// The SHA-256 of a text, in small hexadecimal letters.
std::string sha256(std::string_view text);

// Queries by their hash, fixed when the process starts.
class KnownQueries {
 public:
  // A JSON object of hash → query; `{}` is none. Fails when a hash is not that of its query.
  static Result<std::shared_ptr<const KnownQueries>> read(std::string_view json);

  [[nodiscard]] const std::string* find(const std::string& hash) const {
    const auto found = queries_.find(hash);
    return found == queries_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::size_t size() const { return queries_.size(); }

 private:
  std::unordered_map<std::string, std::string> queries_;
};

struct PersistedQueryOptions {
  std::size_t queries_max = 1'000;
  std::size_t bytes_max = 8 * 1024 * 1024;
  bool only_known = false;  // nothing but the known list is executed
};

// Automatic persisted queries: a client sends the hash alone, and the query with it only when it was not known. Belongs
// to one worker.
class PersistedQueries {
 public:
  PersistedQueries(std::shared_ptr<const KnownQueries> known, const PersistedQueryOptions& options)
      : known_(std::move(known)), options_(options) {}

  enum class Refusal : std::uint8_t { not_found, wrong_hash, not_allowed };

  // The query that a request means: its own text, or what its hash stands for. The view holds until the next call.
  std::expected<std::string_view, Refusal> resolve(std::optional<std::string_view> query,
                                                   std::optional<std::string_view> hash);
  [[nodiscard]] std::size_t size() const { return queries_.size(); }
  // Other limits from now on; the list of known ones stays.
  void change(const PersistedQueryOptions& options);

 private:
  using Queries = std::list<std::pair<std::string, std::string>>;  // hash and query, the one last used first

  std::expected<std::string_view, Refusal> resolve_known(std::optional<std::string_view> query,
                                                         std::optional<std::string_view> hash);
  void remember(std::string hash, std::string_view query);
  void make_room();

  std::shared_ptr<const KnownQueries> known_;
  PersistedQueryOptions options_;
  Queries queries_;
  std::unordered_map<std::string, Queries::iterator> places_;
  std::size_t bytes_ = 0;
};

}  // namespace plaza::graphql
