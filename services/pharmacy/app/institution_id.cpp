#include "services/pharmacy/app/institution_id.hpp"

#include <algorithm>
#include <string>

namespace plaza::pharmacy {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_digit_or_capital(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<InstitutionId> InstitutionId::parse(std::string_view text) {
  if (text.size() != length || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  if (!std::ranges::all_of(text, is_digit_or_capital)) return std::nullopt;
  InstitutionId id;
  std::ranges::copy(text, id.characters_.begin());
  return id;
}

std::optional<RepairedId> parse_or_repair_id(std::string_view text) {
  if (const auto id = InstitutionId::parse(text)) return RepairedId{*id, false};
  if (text.ends_with(".0")) text.remove_suffix(2);
  const bool one_zero_lost = text.size() == InstitutionId::length - 1;
  if (!(one_zero_lost || text.size() == InstitutionId::length) || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  const auto id = InstitutionId::parse(one_zero_lost ? '0' + std::string(text) : std::string(text));
  if (!id) return std::nullopt;
  return RepairedId{*id, true};
}

}  // namespace plaza::pharmacy
