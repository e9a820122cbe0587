#include "services/pharmacy/adapters/wire_mapping.hpp"

#include <algorithm>
#include <limits>

namespace plaza::pharmacy {
namespace {

std::int64_t to_wire(SystemTime time) {
  return time.time_since_epoch().count();
}

Position from_wire(const wire::Position& position) {
  return {.latitude = position.latitude, .longitude = position.longitude};
}

Box from_wire(const wire::Box& box) {
  return {.south = box.south, .west = box.west, .north = box.north, .east = box.east};
}

std::int32_t as_i32(std::uint32_t value) {
  return static_cast<std::int32_t>(std::min<std::uint32_t>(value, std::numeric_limits<std::int32_t>::max()));
}

wire::MaskStock to_wire(const MaskStock& mask, bool stale) {
  wire::MaskStock out;
  out.adult = mask.adult;
  out.child = mask.child;
  out.updatedAtMs = to_wire(mask.updated_at);
  out.stale = stale;
  return out;
}

}  // namespace

Result<SearchParameters> from_wire(const wire::SearchRequest& request) {
  SearchParameters search;
  if (request.__isset.near) search.near = from_wire(request.near);
  if (request.__isset.within) search.within = from_wire(request.within);
  if (request.__isset.radiusMetres) search.radius_metres = request.radiusMetres;
  if (request.__isset.inStock) {
    if (request.inStock != wire::MaskKind::ADULT && request.inStock != wire::MaskKind::CHILD) {
      return std::unexpected(Error{.code = Code::invalid_argument,
                                   .message = "the search is not valid: inStock must be adult or child",
                                   .fields = {{.pointer = "inStock", .detail = "must be adult or child"}}});
    }
    search.in_stock = request.inStock == wire::MaskKind::ADULT ? MaskKind::adult : MaskKind::child;
  }
  if (request.__isset.openAtMs) search.open_at = SystemTime{milliseconds{request.openAtMs}};
  if (request.__isset.query) search.query = request.query;
  search.first = request.first;
  if (request.__isset.after) search.after = request.after;
  return search;
}

wire::Pharmacy to_wire(const Pharmacy& pharmacy, const AnswerView& view) {
  wire::Pharmacy out;
  out.id = pharmacy.id.view();
  out.name = pharmacy.details->name;
  out.address = pharmacy.details->address;
  if (!pharmacy.details->phone.empty()) out.__set_phone(pharmacy.details->phone);
  const auto* point = view.snapshot.point_of(pharmacy);
  if (point && point->position) {
    out.position.latitude = point->position->latitude;
    out.position.longitude = point->position->longitude;
    out.__isset.position = true;
  }
  if (point && point->open_periods) {
    out.__set_openPeriods(point->open_periods->text());
    out.__set_openNow(point->open_periods->open_at(view.now));
  }
  if (pharmacy.mask) out.__set_mask(to_wire(*pharmacy.mask, view.stale));
  return out;
}

wire::Feed to_wire(const FeedStatus& feed, bool stale, SystemTime now) {
  wire::Feed out;
  out.source = feed.source;
  if (feed.synced_at) out.__set_syncedAtMs(to_wire(*feed.synced_at));
  if (feed.updated_at) out.__set_updatedAtMs(to_wire(*feed.updated_at));
  out.rows = as_i32(feed.rows);
  out.rejectedRows = as_i32(feed.rejected_rows);
  if (const auto seconds = age(feed, now)) out.__set_ageSeconds(seconds->count());
  out.stale = stale;
  return out;
}

}  // namespace plaza::pharmacy
