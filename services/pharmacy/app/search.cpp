#include "services/pharmacy/app/search.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "services/pharmacy/app/cursor.hpp"
#include "services/pharmacy/app/fold_text.hpp"

namespace plaza::pharmacy {
namespace {

namespace bgi = boost::geometry::index;
// Pharmacies in one building are equally far, and of some places the feed knows no pharmacy: so many more are looked at
// that one search mostly does.
constexpr std::size_t ties_expected = 4;
constexpr std::size_t unknown_share_expected = 4;  // one in so many, at most

using Volume = boost::geometry::model::box<Points::Vector>;

struct Candidate {
  Place place;
  const Pharmacy* pharmacy;
};

bool contains(std::string_view text, std::string_view part) {
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

// One search under way over one snapshot.
class Walk {
 public:
  Walk(const Snapshot& snapshot, const SearchParameters& search, std::optional<Place> after)
      : snapshot_(snapshot),
        search_(search),
        after_(after),
        folded_query_(fold_text(search.query)),
        wanted_(static_cast<std::size_t>(search.first) + 1) {
    if (search.near) centre_ = unit_vector(*search.near);
  }

  Page run() {
    if (!search_.near) {
      walk_by_id();
    } else if (folded_query_.empty() && !search_.within) {
      walk_by_distance();
    } else {
      sort_by_distance();
    }
    return page();
  }

 private:
  // In the order of ids, which is that of the snapshot.
  void walk_by_id() {
    const auto& all = snapshot_.pharmacies();
    auto next = after_ ? std::ranges::upper_bound(all, after_->id, {}, &Pharmacy::id) : all.begin();
    for (; next != all.end() && found_.size() < wanted_; ++next) {
      if (matches(*next)) found_.push_back({.place = {.chord_squared = 0, .id = next->id}, .pharmacy = &*next});
    }
  }

  // For filters that few pharmacies pass: look at each, and sort those.
  void sort_by_distance() {
    for (const auto& pharmacy : snapshot_.pharmacies()) {
      const auto* point = snapshot_.point_of(pharmacy);
      if (point && point->position) take(pharmacy, chord_squared(centre_, snapshot_.points().vector(pharmacy.point)));
    }
    const auto end = found_.begin() + static_cast<std::ptrdiff_t>(std::min(wanted_, found_.size()));
    std::ranges::partial_sort(found_, end, {}, &Candidate::place);
  }

  // The nearest of the tree, more of them until there are enough that match. A search for a known number passes over
  // most branches, a walk along the tree does not.
  void walk_by_distance() {
    const auto all = snapshot_.points().tree().size();
    for (auto count = std::min(wanted_ + wanted_ / unknown_share_expected + ties_expected, all);;
         count = std::min(count * 4, all)) {
      found_.clear();
      found_.reserve(count);
      if (take_nearest(count) || count == all) return;
    }
  }

  // Takes what matches of the `count` nearest, in order; false when a match that was not looked at may be nearer than
  // one that was.
  bool take_nearest(std::size_t count) {
    // The tree computes distances in its own way, so that two nearly equal ones may change places.
    constexpr double slack = 1 + 1e-9;
    std::vector<Points::Entry> entries;
    entries.reserve(count);
    const auto look = std::back_inserter(entries);
    const auto& tree = snapshot_.points().tree();
    const auto nearest = bgi::nearest(Points::Vector(centre_[0], centre_[1], centre_[2]), static_cast<unsigned>(count));
    if (const double half = after_ ? half_edge_inside(after_->chord_squared) : 0; half > 0) {
      tree.query(nearest && !bgi::covered_by(cube(half)), look);
    } else {
      tree.query(nearest, look);
    }
    // Among millions, each of these is a wait for memory: asked for one after the other they are waited for together.
    for (const auto& entry : entries) __builtin_prefetch(snapshot_.at_point(entry.second));
    double farthest = 0;
    for (const auto& [at, point] : entries) {
      const auto chord = chord_squared(centre_, {at.get<0>(), at.get<1>(), at.get<2>()});
      farthest = std::max(farthest, chord);
      if (const auto* pharmacy = snapshot_.at_point(point)) take(*pharmacy, chord);
    }
    std::ranges::sort(found_, {}, &Candidate::place);
    if (entries.size() < count || beyond_radius(farthest / slack)) return true;
    return found_.size() >= wanted_ && found_[wanted_ - 1].place.chord_squared * slack < farthest;
  }

  // Of the cube that fits into the ball of that radius around the centre, less what rounding may do: what lies in it
  // has been on the pages before, and is passed over in whole branches of the tree.
  static double half_edge_inside(double radius_squared) { return std::sqrt(radius_squared / 3) * (1 - 1e-9) - 1e-15; }

  [[nodiscard]] Volume cube(double half) const {
    return {Points::Vector(centre_[0] - half, centre_[1] - half, centre_[2] - half),
            Points::Vector(centre_[0] + half, centre_[1] + half, centre_[2] + half)};
  }

  void take(const Pharmacy& pharmacy, double chord) {
    const Place place{.chord_squared = chord, .id = pharmacy.id};
    if ((after_ && place <= *after_) || beyond_radius(chord) || !matches(pharmacy)) return;
    found_.push_back({.place = place, .pharmacy = &pharmacy});
  }

  [[nodiscard]] bool beyond_radius(double chord) const {
    return search_.radius_metres && metres_of_chord(chord) > *search_.radius_metres;
  }

  [[nodiscard]] bool matches(const Pharmacy& pharmacy) const {
    const auto* point = snapshot_.point_of(pharmacy);
    if (search_.in_stock && !in_stock(pharmacy, *search_.in_stock)) return false;
    if (search_.within && !(point && point->position && search_.within->contains(*point->position))) return false;
    if (search_.open_at && !(point && point->open_periods && point->open_periods->open_at(*search_.open_at)))
      return false;
    return folded_query_.empty() || contains(pharmacy.details->folded, folded_query_);
  }

  static bool in_stock(const Pharmacy& pharmacy, MaskKind kind) {
    return pharmacy.mask && (kind == MaskKind::adult ? pharmacy.mask->adult : pharmacy.mask->child) > 0;
  }

  Page page() {
    Page page;
    const auto size = std::min(found_.size(), wanted_ - 1);
    for (std::size_t i = 0; i < size; ++i) {
      auto& hit = page.hits.emplace_back(Hit{.pharmacy = found_[i].pharmacy, .distance_metres = {}});
      if (search_.near) hit.distance_metres = metres_of_chord(found_[i].place.chord_squared);
    }
    if (found_.size() > size) page.next_cursor = make_cursor(search_, found_[size - 1].place);
    return page;
  }

  const Snapshot& snapshot_;
  const SearchParameters& search_;
  std::optional<Place> after_;
  std::string folded_query_;
  std::size_t wanted_;  // one more than asked for: whether there is a next page
  UnitVector centre_{};
  std::vector<Candidate> found_;
};

}  // namespace

Result<Page> search(const Snapshot& snapshot, const SearchParameters& search) {
  auto found = faults(search);
  std::optional<Place> after;
  if (search.after && found.empty()) {
    after = read_cursor(search, *search.after);
    if (!after) found.push_back({.pointer = "after", .detail = "is no cursor of this search"});
  }
  if (found.empty()) return Walk(snapshot, search, after).run();
  std::string message = "the search is not valid:";
  for (const auto& fault : found) message += fmt::format(" {} {};", fault.pointer, fault.detail);
  message.pop_back();
  return std::unexpected(
      Error{.code = Code::invalid_argument, .message = std::move(message), .fields = std::move(found)});
}

}  // namespace plaza::pharmacy
