#include "services/booking/adapters/booking_fields.hpp"

#include <charconv>
#include <map>

#include <fmt/format.h>

namespace plaza::booking {
namespace {

// How the hash of a station's days names the capacity of one.
constexpr char capacity_mark = 'c';

// Names and values of a hash, which follow each other.
class Fields {
 public:
  explicit Fields(std::span<const redis::Reply> list) : list_(list) {}
  [[nodiscard]] std::string_view text(char name) const {
    for (std::size_t i = 0; i + 1 < list_.size(); i += 2) {
      if (list_[i].text() == std::string_view(&name, 1)) return list_[i + 1].text().value_or("");
    }
    return {};
  }
  [[nodiscard]] std::optional<std::int64_t> number(char name) const { return number_in(text(name)); }

 private:
  std::span<const redis::Reply> list_;
};

}  // namespace

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::optional<Booking>> read_booking(const Uuid& id, const redis::Reply& reply, const Sealing& sealing) {
  if (reply.list().empty()) return std::nullopt;
  const Fields fields(reply.list());
  const auto date = parse_date(fields.text('d'));
  const auto status = fields.number('t');
  const auto version = fields.number('v');
  const auto created = fields.number('c');
  const auto updated = fields.number('u');
  if (!date || !status || !version || !created || !updated) {
    return fail(Code::data_loss, fmt::format("booking {} cannot be read", id.to_string()));
  }
  Booking booking{.id = id,
                  .owner = std::string(fields.text('o')),
                  .station = std::string(fields.text('s')),
                  .date = *date,
                  .status = static_cast<Status>(*status),
                  .version = *version,
                  .created_at = SystemTime(milliseconds(*created)),
                  .updated_at = SystemTime(milliseconds(*updated))};
  const auto sealed = fields.text('x');
  booking.erased = sealed.empty();
  if (booking.erased) return booking;
  auto person = sealing.open(sealed, id);
  if (!person) return std::unexpected(std::move(person.error()));
  booking.person = std::move(*person);
  return booking;
}

std::vector<StationDay> read_days(const redis::Reply& fields) {
  std::map<std::string_view, StationDay> by_date;
  const auto list = fields.list();
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
    auto name = list[i].text().value_or("");
    const auto number = number_in(list[i + 1].text().value_or(""));
    const bool is_capacity = name.starts_with(capacity_mark);
    if (is_capacity) name.remove_prefix(1);
    const auto date = parse_date(name);
    if (!date || !number) continue;
    auto& day = by_date[name];
    day.date = *date;
    (is_capacity ? day.capacity : day.available) = *number;
  }
  std::vector<StationDay> days;
  days.reserve(by_date.size());
  for (const auto& [date, day] : by_date) days.push_back(day);
  return days;
}

}  // namespace plaza::booking
