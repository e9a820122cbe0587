#pragma once

#include <memory>
#include <string>

#include "services/pharmacy/app/snapshot.hpp"

namespace plaza::pharmacy {

// The whole map as one JSON document, made once per snapshot and shared by all who read it:
//   {"version":"<16 hexadecimal digits>","updatedAt":"2021-08-03T02:53:25Z",
//    "fields":["id","latitude","longitude","adult","child","openPeriods"],
//    "rows":[["0145080011",23.601927,121.521188,4500,1390,null],…]}
// A row for every pharmacy, sorted by id; null stands for what is unknown.
struct MapDocument {
  // A hash of the rest of the content: equal for equal maps, also in other processes.
  std::string version;
  std::string json;
};

std::shared_ptr<const MapDocument> make_map_document(const Snapshot& snapshot);

}  // namespace plaza::pharmacy
