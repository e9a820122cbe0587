#include "services/pharmacy/app/served.hpp"

namespace plaza::pharmacy {
namespace {

Served nothing() {
  auto snapshot = Snapshot::from_points(std::make_shared<const Points>());
  auto map = make_map_document(*snapshot);
  return {.snapshot = std::move(snapshot), .map = std::move(map), .feed = {.source = {}}};
}

}  // namespace

Present::Present() : served_(std::make_shared<const Served>(nothing())) {}

}  // namespace plaza::pharmacy
