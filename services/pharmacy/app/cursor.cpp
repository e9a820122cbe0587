#include "services/pharmacy/app/cursor.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include <xxhash.h>

#include "platform/core/base64url.hpp"
#include "services/pharmacy/app/fold_text.hpp"

namespace plaza::pharmacy {
namespace {

// Layout: 8 bytes checksum, 8 bytes chord, 10 bytes id; numbers most significant byte first.
constexpr std::size_t number_bytes = 8;
constexpr std::size_t cursor_bytes = 2 * number_bytes + InstitutionId::length;
constexpr std::uint64_t layout_version = 1;
// No longer text is decoded: 4 characters for 3 bytes.
constexpr std::size_t cursor_characters = (cursor_bytes * 4 + 2) / 3;

using Bytes = std::array<std::uint8_t, cursor_bytes>;

void put_number(std::uint8_t* out, std::uint64_t value) {
  for (std::size_t i = 0; i < number_bytes; ++i) out[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i) & 0xFF);
}

std::uint64_t get_number(const std::uint8_t* in) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < number_bytes; ++i) value = value << 8 | in[i];
  return value;
}

// A search in one form of bytes.
class Fingerprint {
 public:
  void add(std::string_view text) {
    add(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }
  void add(std::uint64_t value) {
    std::array<std::uint8_t, number_bytes> bytes{};
    put_number(bytes.data(), value);
    bytes_.append(bytes.begin(), bytes.end());
  }
  // −0 and 0 are the same place.
  void add(double value) { add(std::bit_cast<std::uint64_t>(value + 0.0)); }
  void add(bool value) { bytes_.push_back(value ? '\1' : '\0'); }

  [[nodiscard]] std::uint64_t hash() const { return XXH3_64bits(bytes_.data(), bytes_.size()); }

 private:
  std::string bytes_;
};

// Binds the place to the search; whoever changes either has to find another 64 bits.
std::uint64_t checksum(const SearchParameters& search, const Bytes& bytes) {
  Fingerprint print;
  print.add(layout_version);
  print.add(search.near.has_value());
  if (search.near) {
    print.add(search.near->latitude);
    print.add(search.near->longitude);
  }
  print.add(search.within.has_value());
  if (search.within) {
    for (const auto edge : {search.within->south, search.within->west, search.within->north, search.within->east}) {
      print.add(edge);
    }
  }
  print.add(search.radius_metres.value_or(0));
  print.add(search.in_stock ? static_cast<std::uint64_t>(*search.in_stock) + 1 : 0);
  print.add(search.open_at.has_value());
  print.add(fold_text(search.query));
  print.add(std::string_view(reinterpret_cast<const char*>(bytes.data()) + number_bytes, bytes.size() - number_bytes));
  return print.hash();
}

}  // namespace

std::string make_cursor(const SearchParameters& search, const Place& last) {
  Bytes bytes{};
  put_number(bytes.data() + number_bytes, std::bit_cast<std::uint64_t>(last.chord_squared));
  std::memcpy(bytes.data() + 2 * number_bytes, last.id.view().data(), InstitutionId::length);
  put_number(bytes.data(), checksum(search, bytes));
  return base64url(bytes);
}

std::optional<Place> read_cursor(const SearchParameters& search, std::string_view text) {
  if (text.size() != cursor_characters) return std::nullopt;
  const auto decoded = parse_base64url(text);
  if (!decoded || decoded->size() != cursor_bytes) return std::nullopt;
  Bytes bytes{};
  std::memcpy(bytes.data(), decoded->data(), cursor_bytes);
  if (get_number(bytes.data()) != checksum(search, bytes)) return std::nullopt;
  const auto chord = std::bit_cast<double>(get_number(bytes.data() + number_bytes));
  const auto id =
      InstitutionId::parse({reinterpret_cast<const char*>(bytes.data()) + 2 * number_bytes, InstitutionId::length});
  if (!id || !std::isfinite(chord) || chord < 0) return std::nullopt;
  return Place{.chord_squared = chord, .id = *id};
}

}  // namespace plaza::pharmacy
