#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/pharmacy/app/institution_id.hpp"
#include "services/pharmacy/app/search.hpp"

namespace plaza::pharmacy {

// A place in the order of a search: by chord (its square, see geo.hpp) and then id, or by id alone, where the chord is
// 0.
struct Place {
  double chord_squared = 0;
  InstitutionId id;

  auto operator<=>(const Place&) const = default;
};

// The place as opaque text, bound to the search: its filters, not its page size. Of `open_at` only that it is asked for
// counts, so that a search for what is open now can be continued a minute later.
std::string make_cursor(const SearchParameters& search, const Place& last);

// Nothing for a cursor of another search, or any other text.
std::optional<Place> read_cursor(const SearchParameters& search, std::string_view text);

}  // namespace plaza::pharmacy
