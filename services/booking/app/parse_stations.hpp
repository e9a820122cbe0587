#pragma once

#include "platform/core/error.hpp"
#include "services/booking/app/station.hpp"

namespace plaza::booking {

inline constexpr std::size_t stations_max = 10'000;

// The stations of a JSON document:
//
//   {"days": {"from": "2021-05-16", "count": 30, "capacity": 200},
//    "stations": [{"name": "PWTC", "state": "…", "district": "…", "latitude": 3.16, "longitude": 101.69, "days": {…}}]}
//
// `days` of a station goes before that of all. Errors: data_loss, saying what is wrong; one wrong station refuses all.
Result<std::vector<Station>> parse_stations(std::string_view text);

}  // namespace plaza::booking
