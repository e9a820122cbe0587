// The text of a mask feed: whatever comes, it is refused or gives sound rows, and what is kept of it reads back.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/pharmacy/app/last_good.hpp"
#include "services/pharmacy/app/take_feed.hpp"

namespace {

using namespace plaza;
using namespace plaza::pharmacy;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_rows(const ParsedFeed& feed) {
  for (std::size_t i = 0; i < feed.rows.size(); ++i) {
    const auto& row = feed.rows[i];
    require(row.adult >= 0 && row.child >= 0 && row.updated_at <= feed.updated_at);
    require(i == 0 || feed.rows[i - 1].id < row.id);
    require(InstitutionId::parse(row.id.view()).has_value());
  }
}

void check_round_trip(const ParsedFeed& feed) {
  const auto empty = Snapshot::from_points(std::make_shared<const Points>());
  const auto snapshot = empty->with_feed(feed);
  LastGood meta;
  meta.last = {.updated_at = feed.updated_at, .rows = static_cast<std::uint32_t>(feed.rows.size())};
  const auto restored = read_last_good(write_last_good(meta, *snapshot), *empty);
  require(restored.has_value());
  require(restored->snapshot->pharmacies().size() == snapshot->pharmacies().size());
  for (const auto& pharmacy : snapshot->pharmacies()) {
    const auto* again = restored->snapshot->find(pharmacy.id);
    require(again && again->mask == pharmacy.mask && again->details->name == pharmacy.details->name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto feed = parse_feed({reinterpret_cast<const char*>(data), size});
  if (!feed) {
    require(feed.error().reason.starts_with("FEED_"));
    return 0;
  }
  check_rows(*feed);
  if (!feed->rows.empty()) check_round_trip(*feed);
  return 0;
}
