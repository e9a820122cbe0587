#include "services/pharmacy/app/points.hpp"

#include <algorithm>

namespace plaza::pharmacy {

Points::Points(std::vector<Point> points) : points_(std::move(points)) {
  std::ranges::sort(points_, {}, &Point::id);
  const auto repeated = std::ranges::unique(points_, {}, &Point::id);
  points_.erase(repeated.begin(), repeated.end());
  vectors_.resize(points_.size());
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < points_.size(); ++i) {
    if (!points_[i].position) continue;
    vectors_[i] = unit_vector(*points_[i].position);
    entries.emplace_back(Vector(vectors_[i][0], vectors_[i][1], vectors_[i][2]), i);
  }
  tree_ = Tree(entries);  // packed: all at once makes a better tree than one by one
}

}  // namespace plaza::pharmacy
