#include "services/booking/app/reserve.hpp"

#include <fmt/format.h>

#include "platform/core/text_length.hpp"
#include "services/booking/app/nric.hpp"
#include "services/booking/app/phone.hpp"

namespace plaza::booking {
namespace {

std::string text_fault(std::string_view text, std::size_t characters_max) {
  const auto length = text_length(text);
  if (!length) return "must be UTF-8 without control characters";
  if (*length >= 1 && *length <= characters_max) return {};
  return fmt::format("must have 1 to {} characters", characters_max);
}

std::string id_fault(const std::string& text) {
  constexpr int version = 7;
  const auto id = Uuid::parse(text);
  return id && id->version() == version ? "" : "must be a UUID of version 7";
}

std::string date_fault(const std::string& text) {
  return parse_date(text) ? "" : "must be a date like 2021-05-16";
}

class Faults {
 public:
  void check(std::string pointer, std::string fault) {
    if (!fault.empty()) found_.push_back({.pointer = std::move(pointer), .detail = std::move(fault)});
  }
  void check_place(const std::string& station, const std::string& date) {
    check("/station", text_fault(station, station_characters_max));
    check("/date", date_fault(date));
  }
  std::vector<FieldError> found() && { return std::move(found_); }

 private:
  std::vector<FieldError> found_;
};

std::unexpected<Error> invalid(std::string message, std::vector<FieldError> fields) {
  return std::unexpected(
      Error{.code = Code::invalid_argument, .message = std::move(message), .fields = std::move(fields)});
}

}  // namespace

std::vector<FieldError> faults(const NewBooking& asked) {
  Faults all;
  all.check("/id", id_fault(asked.id));
  all.check_place(asked.station, asked.date);
  const auto& person = asked.person;
  all.check("/mysejahteraId", parse_nric(person.mysejahtera_id) ? "" : "must be a MyKad number like 900127-01-5527");
  all.check("/firstName", text_fault(person.first_name, name_characters_max));
  all.check("/lastName", text_fault(person.last_name, name_characters_max));
  all.check("/address", text_fault(person.address, address_characters_max));
  all.check("/phoneNumber", parse_phone(person.phone_number) ? "" : "must be a Malaysian number like 012-345 6789");
  return std::move(all).found();
}

Result<Booking> reserve(NewBooking asked, std::string owner, SystemTime now) {
  if (auto wrong = faults(asked); !wrong.empty()) return invalid("the booking is not valid", std::move(wrong));
  return Booking{.id = *Uuid::parse(asked.id),
                 .owner = std::move(owner),
                 .station = std::move(asked.station),
                 .date = *parse_date(asked.date),
                 .person = std::move(asked.person),
                 .created_at = now,
                 .updated_at = now};
}

Result<Place> check_place(const NewPlace& asked) {
  Faults all;
  all.check_place(asked.station, asked.date);
  if (auto wrong = std::move(all).found(); !wrong.empty()) return invalid("the place is not valid", std::move(wrong));
  return Place{.station = asked.station, .date = *parse_date(asked.date)};
}

}  // namespace plaza::booking
