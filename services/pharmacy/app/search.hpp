#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "services/pharmacy/app/geo.hpp"
#include "services/pharmacy/app/snapshot.hpp"

namespace plaza::pharmacy {

enum class MaskKind : std::uint8_t { adult, child };

// What is looked for. With `near`, the nearest come first, and only pharmacies with a position; without it, all by id.
struct SearchParameters {
  static constexpr std::int32_t page_max = 100;
  static constexpr std::size_t query_bytes_max = 256;

  std::optional<Position> near{};
  std::optional<Box> within{};            // only pharmacies with a position in it
  std::optional<double> radius_metres{};  // from `near`
  std::optional<MaskKind> in_stock{};     // at least one of these
  std::optional<SystemTime> open_at{};    // known to be open then
  std::string query{};                    // part of a name or address, however it is written (see fold_text.hpp)
  std::int32_t first = 20;                // how many, 1 to page_max
  std::optional<std::string> after{};     // Page::next_cursor of the page before
};

struct Hit {
  const Pharmacy* pharmacy;               // of the snapshot that was searched
  std::optional<double> distance_metres;  // with `near`
};

struct Page {
  std::vector<Hit> hits;
  // Absent on the last page. It names the place in the order, not a row: it stays good when the snapshot is replaced.
  std::optional<std::string> next_cursor;
};

// Errors: invalid_argument with a FieldError for each parameter that is wrong, named as in the REST contract: near,
// within, radius, q, openAt, first, after.
Result<Page> search(const Snapshot& snapshot, const SearchParameters& search);

// What is wrong with the parameters, without `after`.
std::vector<FieldError> faults(const SearchParameters& search);

}  // namespace plaza::pharmacy
