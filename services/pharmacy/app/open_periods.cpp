#include "services/pharmacy/app/open_periods.hpp"

#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {

std::optional<OpenPeriods> OpenPeriods::parse(std::string_view text) {
  if (text.size() != days * parts) return std::nullopt;
  OpenPeriods periods;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != 'N' && text[i] != 'Y') return std::nullopt;
    if (text[i] == 'N') periods.open_ |= 1U << i;
  }
  return periods;
}

bool OpenPeriods::open_at(SystemTime time) const {
  return (open_ >> index_at(time) & 1U) != 0;
}

std::string OpenPeriods::text() const {
  std::string text(days * parts, 'Y');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((open_ >> i & 1U) != 0) text[i] = 'N';
  }
  return text;
}

int OpenPeriods::index_at(SystemTime time) {
  const auto local = time + taiwan_offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const auto since_midnight = local - midnight;
  const int part = since_midnight < afternoon_begins ? 0 : since_midnight < evening_begins ? 1 : 2;
  const auto day = static_cast<int>(std::chrono::weekday{midnight}.iso_encoding()) - 1;
  return part * days + day;
}

}  // namespace plaza::pharmacy
