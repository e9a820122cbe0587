#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace plaza::pharmacy {

// Degrees, WGS 84.
struct Position {
  double latitude = 0;
  double longitude = 0;

  bool operator==(const Position&) const = default;
};

// The mean radius of the earth (IUGG), in metres.
constexpr double earth_radius_metres = 6'371'008.8;
// The longest distance there is, rounded up.
constexpr double distance_metres_max = 20'015'115;

// A place on the unit sphere. The straight line between two such points (the chord) grows with the distance over the
// ground, so the nearest by the one is the nearest by the other, and needs no trigonometry to compare.
using UnitVector = std::array<double, 3>;

inline UnitVector unit_vector(Position position) {
  const double latitude = position.latitude * std::numbers::pi / 180;
  const double longitude = position.longitude * std::numbers::pi / 180;
  return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude), std::sin(latitude)};
}

// The chord's square, 0 to 4.
inline double chord_squared(const UnitVector& a, const UnitVector& b) {
  const double x = a[0] - b[0];
  const double y = a[1] - b[1];
  const double z = a[2] - b[2];
  return x * x + y * y + z * z;
}

// The distance over the ground that belongs to a chord: the same as by the haversine formula.
inline double metres_of_chord(double squared) {
  return 2 * earth_radius_metres * std::asin(std::min(1.0, std::sqrt(squared) / 2));
}

// A rectangle of degrees, its edges included. East smaller than west: it crosses the antimeridian (RFC 7946, 5.2).
struct Box {
  double south = 0;
  double west = 0;
  double north = 0;
  double east = 0;

  [[nodiscard]] bool contains(Position position) const {
    if (position.latitude < south || position.latitude > north) return false;
    if (west <= east) return position.longitude >= west && position.longitude <= east;
    return position.longitude >= west || position.longitude <= east;
  }
};

}  // namespace plaza::pharmacy
