#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/clock.hpp"
#include "services/pharmacy/app/institution_id.hpp"
#include "services/pharmacy/app/parse_feed.hpp"
#include "services/pharmacy/app/points.hpp"

namespace plaza::pharmacy {

struct MaskStock {
  std::int32_t adult = 0;
  std::int32_t child = 0;
  SystemTime updated_at;  // the source's own time of these figures

  bool operator==(const MaskStock&) const = default;
};

// What rarely changes about a pharmacy: shared by all snapshots in which it is the same.
struct Details {
  std::string name;
  std::string address;
  std::string phone;  // empty: unknown
  // Name and address as searches compare them, a line each.
  std::string folded;

  Details(std::string_view name, std::string_view address, std::string_view phone);
};

struct Pharmacy {
  static constexpr std::uint32_t no_point = std::numeric_limits<std::uint32_t>::max();

  InstitutionId id;
  std::uint32_t point = no_point;  // its place in Points::all()
  std::shared_ptr<const Details> details;
  std::optional<MaskStock> mask;  // absent before the first feed
};

// All that is known at one time: every pharmacy that any feed or the points file ever named. Immutable; a new feed
// makes a new one, and readers keep theirs for as long as they need it.
class Snapshot {
 public:
  // Before any feed: the pharmacies that the points file describes by itself, without figures.
  static std::shared_ptr<const Snapshot> from_points(std::shared_ptr<const Points> points);

  // The next snapshot. The feed never publishes a row with 0 and 0, so a known pharmacy that it does not name is sold
  // out since the snapshot's time; its name and address stay. Figures with an older time never replace newer ones.
  [[nodiscard]] std::shared_ptr<const Snapshot> with_feed(const ParsedFeed& feed) const;

  // Sorted by id.
  [[nodiscard]] const std::vector<Pharmacy>& pharmacies() const { return pharmacies_; }
  [[nodiscard]] const Points& points() const { return *points_; }
  // The source time of the newest feed in it; absent before the first.
  [[nodiscard]] std::optional<SystemTime> updated_at() const { return updated_at_; }

  // nullptr when there is none.
  [[nodiscard]] const Pharmacy* find(const InstitutionId& id) const;
  // The pharmacy at a point; nullptr when nothing but the position is known of it.
  [[nodiscard]] const Pharmacy* at_point(std::uint32_t point) const;
  [[nodiscard]] const Point* point_of(const Pharmacy& pharmacy) const {
    return pharmacy.point == Pharmacy::no_point ? nullptr : &points_->all()[pharmacy.point];
  }

 private:
  static constexpr std::uint32_t no_pharmacy = std::numeric_limits<std::uint32_t>::max();

  Snapshot() = default;
  void connect_points();

  std::shared_ptr<const Points> points_;
  std::vector<Pharmacy> pharmacies_;
  std::vector<std::uint32_t> pharmacy_at_point_;
  std::optional<SystemTime> updated_at_;
};

}  // namespace plaza::pharmacy
