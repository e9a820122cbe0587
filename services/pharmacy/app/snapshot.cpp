#include "services/pharmacy/app/snapshot.hpp"

#include <algorithm>

#include "services/pharmacy/app/fold_text.hpp"

namespace plaza::pharmacy {
namespace {

std::shared_ptr<const Details> details_of(const FeedRow& row) {
  return std::make_shared<Details>(row.name, row.address, row.phone);
}

bool same(const Details& details, const FeedRow& row) {
  return details.name == row.name && details.address == row.address && details.phone == row.phone;
}

MaskStock mask_of(const FeedRow& row) {
  return {.adult = row.adult, .child = row.child, .updated_at = row.updated_at};
}

Pharmacy new_pharmacy(const FeedRow& row) {
  return {.id = row.id, .details = details_of(row), .mask = mask_of(row)};
}

Pharmacy with_row(const Pharmacy& known, const FeedRow& row) {
  if (known.mask && row.updated_at < known.mask->updated_at) return known;
  return {.id = row.id, .details = same(*known.details, row) ? known.details : details_of(row), .mask = mask_of(row)};
}

Pharmacy sold_out(const Pharmacy& known, SystemTime since) {
  Pharmacy next = known;
  next.mask = MaskStock{.adult = 0, .child = 0, .updated_at = since};
  return next;
}

}  // namespace

Details::Details(std::string_view name_text, std::string_view address_text, std::string_view phone_text)
    : name(name_text), address(address_text), phone(phone_text) {
  folded.reserve(name.size() + address.size() + 1);
  append_folded(folded, name);
  folded.push_back('\n');
  append_folded(folded, address);
}

std::shared_ptr<const Snapshot> Snapshot::from_points(std::shared_ptr<const Points> points) {
  const std::shared_ptr<Snapshot> snapshot(new Snapshot);
  snapshot->points_ = std::move(points);
  for (const auto& point : snapshot->points_->all()) {
    if (point.name.empty() || point.address.empty()) continue;
    snapshot->pharmacies_.push_back(
        {.id = point.id, .details = std::make_shared<Details>(point.name, point.address, point.phone), .mask = {}});
  }
  snapshot->connect_points();
  return snapshot;
}

std::shared_ptr<const Snapshot> Snapshot::with_feed(const ParsedFeed& feed) const {
  const std::shared_ptr<Snapshot> next(new Snapshot);
  next->points_ = points_;
  next->updated_at_ = updated_at_ ? std::max(*updated_at_, feed.updated_at) : feed.updated_at;
  next->pharmacies_.reserve(std::max(pharmacies_.size(), feed.rows.size()));
  auto known = pharmacies_.begin();
  for (const auto& row : feed.rows) {
    for (; known != pharmacies_.end() && known->id < row.id; ++known) {
      next->pharmacies_.push_back(sold_out(*known, *next->updated_at_));
    }
    if (known != pharmacies_.end() && known->id == row.id) {
      next->pharmacies_.push_back(with_row(*known++, row));
    } else {
      next->pharmacies_.push_back(new_pharmacy(row));
    }
  }
  for (; known != pharmacies_.end(); ++known) next->pharmacies_.push_back(sold_out(*known, *next->updated_at_));
  next->connect_points();
  return next;
}

const Pharmacy* Snapshot::find(const InstitutionId& id) const {
  const auto found = std::ranges::lower_bound(pharmacies_, id, {}, &Pharmacy::id);
  return found != pharmacies_.end() && found->id == id ? &*found : nullptr;
}

const Pharmacy* Snapshot::at_point(std::uint32_t point) const {
  const auto index = pharmacy_at_point_[point];
  return index == no_pharmacy ? nullptr : &pharmacies_[index];
}

// Both are sorted by id: one walk along both finds all pairs.
void Snapshot::connect_points() {
  const auto& points = points_->all();
  pharmacy_at_point_.assign(points.size(), no_pharmacy);
  std::uint32_t point = 0;
  for (std::uint32_t i = 0; i < pharmacies_.size(); ++i) {
    while (point < points.size() && points[point].id < pharmacies_[i].id) ++point;
    if (point == points.size() || points[point].id != pharmacies_[i].id) continue;
    pharmacies_[i].point = point;
    pharmacy_at_point_[point] = i;
  }
}

}  // namespace plaza::pharmacy
