#include "gateway/edge/cache/response_cache.hpp"

#include <charconv>

#include <xxhash.h>

#include "gateway/edge/cache/read_key.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/entity_tag.hpp"

namespace plaza::gateway {
namespace {

// The entry, its node in the list and in the map, and the document's own.
constexpr std::size_t overhead_bytes = 384;
constexpr std::size_t gzip_bytes_min = 1'024;  // a smaller one goes out as it is
constexpr std::chrono::seconds fresh_max{3'600};
constexpr milliseconds hot_time{100};

telemetry::Counter& counted(telemetry::Metrics& metrics, std::string result) {
  return metrics.counter("response_cache_total", "Reads answered from memory (hit), and answers put there (stored)",
                         {{"result", std::move(result)}});
}

// "public, max-age=1" → 1 s; 0 for what is not for everybody, or not to be kept.
std::chrono::seconds shared_freshness(std::string_view cache_control) {
  constexpr std::string_view age = "max-age=";
  if (cache_control.find("public") == std::string_view::npos) return {};
  if (cache_control.find("no-store") != std::string_view::npos) return {};
  const auto found = cache_control.find(age);
  if (found == std::string_view::npos) return {};
  const auto digits = cache_control.substr(found + age.size());
  std::uint32_t seconds = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), seconds).ec != std::errc{}) return {};
  return std::min(std::chrono::seconds{seconds}, fresh_max);
}

}  // namespace

void ResponseCacheOptions::describe(config::Section section) {
  section.value("enabled", enabled, "Whether reads that are the same for everybody are answered from memory");
  section.value("entries_max", entries_max, "Answers that each worker keeps", {.min = 1, .max = 1'000'000});
  section.value("bytes_max", bytes_max, "Memory for them, per worker", {.min = 4'096, .max = 1e10});
  section.value("hot_reads", hot_reads, "A read is kept when it comes so often within 100 ms to one worker",
                {.min = 1, .max = 1'000'000});
  section.value("entry_bytes_max", entry_bytes_max, "Larger answers are not kept", {.min = 1, .max = 1e8});
}

CachedResponses::Entry* CachedResponses::find(std::string_view key, SteadyTime now) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const auto entry = found->second;
  if (now >= entry->fresh_until) {
    erase(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return &*entry;
}

void CachedResponses::insert(Entry entry) {
  if (const auto found = by_key_.find(entry.key); found != by_key_.end()) erase(found->second);
  const auto bytes = bytes_of(entry);
  if (bytes > options_.bytes_max) return;
  make_room(bytes);
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
}

void CachedResponses::compress(Entry& entry) {
  bytes_ -= bytes_of(entry);
  entry.document = http::Document::make(entry.document->content_type, entry.document->body);
  entry.compressed = true;
  bytes_ += bytes_of(entry);
  while (bytes_ > options_.bytes_max && entries_.size() > 1) erase(std::prev(entries_.end()));
}

std::size_t CachedResponses::bytes_of(const Entry& entry) {
  return overhead_bytes + entry.key.size() + entry.lines.size() + entry.document->body.size() +
         entry.document->gzip.size();
}

void CachedResponses::erase(Entries::iterator entry) {
  bytes_ -= bytes_of(*entry);
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

void CachedResponses::make_room(std::size_t bytes) {
  while (!entries_.empty() && (entries_.size() >= options_.entries_max || bytes_ + bytes > options_.bytes_max)) {
    erase(std::prev(entries_.end()));
  }
}

ResponseCache::ResponseCache(const ResponseCacheOptions& options, std::size_t slots, telemetry::Metrics& metrics)
    : enabled_(options.enabled),
      entry_bytes_max_(options.entry_bytes_max),
      hot_reads_(options.hot_reads),
      hits_(counted(metrics, "hit")),
      stored_(counted(metrics, "stored")) {
  for (std::size_t i = 0; i < slots; ++i) slots_.push_back(std::make_unique<Slot>(options));
}

std::optional<http::Response> ResponseCache::before(http::Request& request) {
  auto& slot = *slots_.at(request.worker().index());
  slot.answered = nullptr;
  if (!enabled_ || !write_read_key(request, slot.key)) return std::nullopt;
  auto* entry = slot.responses.find(slot.key, request.received);
  if (entry == nullptr) return std::nullopt;
  if (!entry->compressed && entry->document->body.size() >= gzip_bytes_min) {
    if (http::accepts_gzip(request.combined(http::Field::accept_encoding))) slot.responses.compress(*entry);
  }
  // The answer goes on its way at once: after() is called for this request before any other.
  slot.answered = &request;
  hits_.add(request.worker().index());
  auto response = http::document(entry->document);
  response.headers.add_block(entry->lines);
  return response;
}

void ResponseCache::after(const http::Request& request, http::Response& response) {
  auto& slot = *slots_.at(request.worker().index());
  if (std::exchange(slot.answered, nullptr) == &request || !enabled_ || response.status != 200) return;
  const auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr || body->size() > entry_bytes_max_) return;
  const auto fresh_for = shared_freshness(response.headers.get("Cache-Control"));
  if (fresh_for == std::chrono::seconds{} || response.headers.contains("Set-Cookie")) return;
  if (response.headers.contains("Vary") || !write_read_key(request, slot.key)) return;
  if (!is_hot(slot, request.received)) return;
  if (!response.headers.contains("ETag")) response.headers.add("ETag", http::entity_tag(*body));
  auto lines = response.headers;
  lines.remove("Content-Type");
  lines.remove("ETag");
  slot.responses.insert(
      {.key = slot.key,
       .document = http::Document::make(std::string(response.headers.get("Content-Type")), *body, http::Gzip::no),
       .lines = lines.block(),
       .fresh_until = request.received + fresh_for});
  stored_.add(request.worker().index());
}

// Counts the read whose key is in the slot.
bool ResponseCache::is_hot(Slot& slot, SteadyTime now) const {
  const auto hash = XXH3_64bits(slot.key.data(), slot.key.size());
  auto& seen = slot.seen.at(hash % seen_count);
  if (seen.hash != hash || now - seen.since > hot_time) seen = {.hash = hash, .times = 0, .since = now};
  return ++seen.times >= hot_reads_;
}

}  // namespace plaza::gateway
