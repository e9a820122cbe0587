#pragma once

#include <array>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/core/config.hpp"
#include "platform/http/server.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

struct ResponseCacheOptions {
  bool enabled = true;
  std::uint32_t entries_max = 4'096;             // per worker
  std::uint64_t bytes_max = 16UL * 1024 * 1024;  // per worker
  std::uint64_t entry_bytes_max = 256UL * 1024;
  std::uint32_t hot_reads = 50;

  void describe(config::Section section);
};

// Finished answers of one worker, found by what the read depends on (read_key.hpp), bounded in number and bytes; the
// least recently used make room. Lives on one worker.
class CachedResponses {
 public:
  struct Entry {
    std::string key;
    std::shared_ptr<const http::Document> document;
    std::string lines;  // of its head: Cache-Control and the like
    SteadyTime fresh_until;
    bool compressed = false;  // it is, where that makes it smaller
  };

  explicit CachedResponses(const ResponseCacheOptions& options) : options_(options) {}

  // Null when there is none that is fresh. Valid until the cache changes.
  Entry* find(std::string_view key, SteadyTime now);
  void insert(Entry entry);
  // Adds the compressed form, for which others may have to go.
  void compress(Entry& entry);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  using Entries = std::list<Entry>;  // the most recently used first
  static std::size_t bytes_of(const Entry& entry);
  void erase(Entries::iterator entry);
  void make_room(std::size_t bytes);

  ResponseCacheOptions options_;
  std::size_t bytes_ = 0;
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> by_key_;  // keys are views of the entries
};

// Answers reads from memory for as long as their routes say (Cache-Control: public, max-age): finished bytes per
// worker, served with tag and compressed form as a prebuilt document is. Only what is `public` is kept, that is, what
// is the same for everybody; so a token makes no difference here. A read is kept when it is hot, `hot_reads` times
// within 100 ms on one worker: searches that nobody repeats cost no memory, and who asks now and then sees what is true
// now.
//
// Stands last in the list of filters: compression and conditional reads go around it. Behind authentication and limits,
// which an answer from memory does not escape. Counted in `response_cache_total{result}`.
class ResponseCache final : public http::Filter {
 public:
  // `slots`: one for each worker that serves requests. Metrics outlive it.
  ResponseCache(const ResponseCacheOptions& options, std::size_t slots, telemetry::Metrics& metrics);

  std::optional<http::Response> before(http::Request& request) override;
  void after(const http::Request& request, http::Response& response) override;
  // What it keeps are answers with a text; a document is finished already.
  [[nodiscard]] bool repeats(const http::Request&) const override { return true; }

 private:
  // How often a read came of late. One place for all whose hashes meet there: the last of them stays.
  struct Seen {
    std::uint64_t hash = 0;
    std::uint32_t times = 0;
    SteadyTime since{};
  };
  static constexpr std::size_t seen_count = 1'024;
  struct Slot {
    explicit Slot(const ResponseCacheOptions& options) : responses(options) {}
    CachedResponses responses;
    std::string key;                          // reused
    const http::Request* answered = nullptr;  // the request that was answered from memory just now
    std::array<Seen, seen_count> seen{};
  };

  bool is_hot(Slot& slot, SteadyTime now) const;

  const bool enabled_;
  const std::uint64_t entry_bytes_max_;
  const std::uint32_t hot_reads_;
  std::vector<std::unique_ptr<Slot>> slots_;
  telemetry::Counter& hits_;
  telemetry::Counter& stored_;
};

}  // namespace plaza::gateway
