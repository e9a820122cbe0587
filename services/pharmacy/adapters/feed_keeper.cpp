#include "services/pharmacy/adapters/feed_keeper.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>

#include "platform/core/timestamp.hpp"
#include "services/pharmacy/app/take_feed.hpp"

namespace plaza::pharmacy {
namespace {

constexpr std::string_view health_part = "feed";

}  // namespace

FeedKeeper::FeedKeeper(const FeedOptions& options, std::string source, KeeperSurroundings surroundings,
                       std::shared_ptr<Present> present)
    : options_(options), with_(surroundings), present_(std::move(present)), status_{.source = std::move(source)} {
  if (!options_.last_good_file.empty()) file_.emplace(options_.last_good_file);
  with_.health->set(health_part, false, "no snapshot yet");
}

Result<void> FeedKeeper::start() {
  auto points = read_points();
  if (!points) return std::unexpected(std::move(points.error()));
  snapshot_ = Snapshot::from_points(std::move(*points));
  if (file_) restore();
  map_ = make_map_document(*snapshot_);
  publish();
  return {};
}

Result<std::shared_ptr<const Points>> FeedKeeper::read_points() const {
  if (options_.points_file.empty()) return std::make_shared<const Points>();
  const auto text = KeptFile(options_.points_file).read();
  if (!text) return std::unexpected(text.error());
  if (!*text) return fail(Code::not_found, fmt::format("feed.points_file: there is no {}", options_.points_file));
  auto parsed = parse_points(**text);
  if (!parsed) {
    return fail(parsed.error().code, fmt::format("{}: {}", options_.points_file, parsed.error().message),
                parsed.error().reason);
  }
  with_.log->info("points read", {{"points", parsed->points.size()},
                                  {"rejectedFeatures", parsed->rejected_features},
                                  {"droppedPositions", parsed->dropped_positions},
                                  {"unknownPeriods", parsed->unknown_periods}});
  return std::make_shared<const Points>(std::move(parsed->points));
}

void FeedKeeper::restore() {
  const auto text = file_->read();
  if (!text) {
    with_.log->error("the last good feed cannot be read", {{"error", text.error().message}});
    return;
  }
  if (!*text) return;
  auto restored = read_last_good(**text, *snapshot_);
  if (!restored) {
    with_.log->error("the last good feed is put aside",
                     {{"file", options_.last_good_file}, {"error", restored.error().message}});
    file_->put_aside();
    return;
  }
  const auto& meta = restored->meta;
  snapshot_ = restored->snapshot;
  last_ = meta.last;
  content_hash_ = meta.content_hash;
  if (meta.source == status_.source) validators_ = {.etag = meta.etag, .last_modified = meta.last_modified};
  status_.synced_at = meta.synced_at;
  const auto ago = std::max(milliseconds{0}, with_.clock->now() - meta.synced_at);
  status_.synced = with_.clock->steady_now() - ago;
  status_.updated_at = meta.last.updated_at;
  status_.rows = meta.last.rows;
  status_.rejected_rows = meta.rejected_rows;
  with_.log->info("last good feed restored",
                  {{"updatedAt", format_rfc3339(meta.last.updated_at)}, {"rows", last_.rows}});
}

void FeedKeeper::take(FetchedFeed fetched, std::chrono::nanoseconds duration) {
  if (fetched.unchanged && !has_feed()) {
    return fetch_failed({.code = Code::unavailable,
                         .message = "the source says that nothing has changed, but there is nothing yet",
                         .reason = "FETCH_STATUS"},
                        duration);
  }
  const auto hash = fetched.unchanged ? content_hash_ : XXH3_64bits(fetched.text.data(), fetched.text.size());
  if (!has_feed() || hash != content_hash_) {
    return take_changed(std::move(fetched.text), std::move(fetched.validators), hash, duration);
  }
  if (!fetched.unchanged) validators_ = std::move(fetched.validators);
  mark_synced();
  publish();
  with_.metrics->synced(SyncResult::unchanged, "", duration);
}

void FeedKeeper::take_changed(std::string text, Validators validators, std::uint64_t hash,
                              std::chrono::nanoseconds duration) {
  auto taken = take_feed(*snapshot_, last_, std::move(text), options_.limits, with_.clock->now());
  if (!taken) return trouble(SyncResult::refused, taken.error(), duration);
  snapshot_ = std::move(taken->snapshot);
  map_ = make_map_document(*snapshot_);
  last_ = taken->last;
  validators_ = std::move(validators);
  content_hash_ = hash;
  status_.updated_at = last_.updated_at;
  status_.rows = last_.rows;
  status_.rejected_rows = taken->rejected_rows;
  mark_synced();
  publish();
  with_.metrics->synced(SyncResult::changed, "", duration);
  with_.log->info("feed changed", {{"updatedAt", format_rfc3339(last_.updated_at)},
                                   {"rows", last_.rows},
                                   {"rejectedRows", taken->rejected_rows},
                                   {"repairedIds", taken->repaired_ids},
                                   {"clampedCounts", taken->clamped_counts},
                                   {"pharmacies", snapshot_->pharmacies().size()}});
  save();
}

void FeedKeeper::fetch_failed(const Error& error, std::chrono::nanoseconds duration) {
  trouble(SyncResult::failed, error, duration);
}

void FeedKeeper::mark_synced() {
  if (status_.last_sync_failed) with_.log->info("feed is back", {{"source", status_.source}});
  status_.last_sync_failed = false;
  last_trouble_.clear();
  status_.synced_at = with_.clock->now();
  status_.synced = with_.clock->steady_now();
}

void FeedKeeper::trouble(SyncResult result, const Error& error, std::chrono::nanoseconds duration) {
  status_.last_sync_failed = true;
  publish();
  with_.metrics->synced(result, error.reason, duration);
  if (last_trouble_ == error.message) return;
  last_trouble_ = error.message;
  with_.log->warning(result == SyncResult::refused ? "feed refused" : "feed cannot be fetched",
                     {{"reason", error.reason}, {"error", error.message}, {"source", status_.source}});
}

void FeedKeeper::save() {
  if (!file_) return;
  const LastGood meta{.source = status_.source,
                      .etag = validators_.etag,
                      .last_modified = validators_.last_modified,
                      .content_hash = content_hash_,
                      .synced_at = *status_.synced_at,
                      .last = last_,
                      .rejected_rows = status_.rejected_rows};
  const auto written = file_->replace(write_last_good(meta, *snapshot_));
  if (written) return;
  with_.metrics->last_good_not_written();
  with_.log->error("the last good feed cannot be written", {{"error", written.error().message}});
}

void FeedKeeper::publish() {
  present_->set({.snapshot = snapshot_, .map = map_, .feed = status_});
  if (has_feed()) with_.health->set(health_part, true);
}

}  // namespace plaza::pharmacy
