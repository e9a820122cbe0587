#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include "platform/core/error.hpp"
#include "services/pharmacy/app/geo.hpp"
#include "services/pharmacy/app/institution_id.hpp"
#include "services/pharmacy/app/open_periods.hpp"

namespace plaza::pharmacy {

// What the points file says of one institution. The feed has no coordinates and no opening hours: these come from here.
struct Point {
  InstitutionId id;
  std::optional<Position> position;
  std::optional<OpenPeriods> open_periods;
  // With both a name and an address of its own, an institution is known before any feed names it.
  std::string name{};
  std::string address{};
  std::string phone{};
};

// All points, sorted by id, with an index over their positions. Immutable: every snapshot shares it.
class Points {
 public:
  using Vector = boost::geometry::model::point<double, 3, boost::geometry::cs::cartesian>;
  using Entry = std::pair<Vector, std::uint32_t>;  // the place of the point in all()
  using Tree = boost::geometry::index::rtree<Entry, boost::geometry::index::quadratic<16>>;

  Points() = default;
  // Of several points with one id only one is kept.
  explicit Points(std::vector<Point> points);

  [[nodiscard]] const std::vector<Point>& all() const { return points_; }
  [[nodiscard]] const Tree& tree() const { return tree_; }
  // Only of a point with a position.
  [[nodiscard]] const UnitVector& vector(std::uint32_t index) const { return vectors_[index]; }

 private:
  std::vector<Point> points_;
  std::vector<UnitVector> vectors_;
  Tree tree_;
};

struct ParsedPoints {
  std::vector<Point> points{};
  // Features that are left out: no readable id, or one that was there before.
  std::uint32_t rejected_features = 0;
  // Points whose position is no place in Taiwan: kept without it.
  std::uint32_t dropped_positions = 0;
  // Opening periods that are neither empty nor 21 of N and Y: unknown.
  std::uint32_t unknown_periods = 0;
};

// Reads a GeoJSON FeatureCollection of points with the property `id` and optionally `service_periods`, `name`,
// `address` and `phone`; other properties are passed over. Errors: data_loss (POINTS_NOT_GEOJSON) when it is not one.
Result<ParsedPoints> parse_points(std::string_view text);

}  // namespace plaza::pharmacy
