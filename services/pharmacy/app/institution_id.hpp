#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace plaza::pharmacy {

// What names a pharmacy in every source (醫事機構代碼): 10 characters, two digits and then digits or capital letters
// ("0145080011", "592202A054"). Text, never a number: leading zeros count.
class InstitutionId {
 public:
  static constexpr std::size_t length = 10;

  // The id itself; nothing when the text is not one.
  static std::optional<InstitutionId> parse(std::string_view text);

  [[nodiscard]] std::string_view view() const { return {characters_.data(), characters_.size()}; }

  auto operator<=>(const InstitutionId&) const = default;

 private:
  std::array<char, length> characters_{};
};

struct RepairedId {
  InstitutionId id;
  bool repaired = false;
};

// Reads an id that a spreadsheet may have taken for a number: "145080011.0" loses its ".0" and gets its leading zero
// back. Only what is unambiguous is repaired: 9 digits lack one zero, as no institution's number begins with two.
// Nothing for scientific notation ("1.45E+08"), fewer digits, or other characters.
std::optional<RepairedId> parse_or_repair_id(std::string_view text);

}  // namespace plaza::pharmacy
