#include "gateway/api/older_booking.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/idempotency.hpp"
#include "gateway/api/older_booking_types.hpp"
#include "gateway/api/station_types.hpp"
#include "gateway/api/things.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = booking::v1;

constexpr std::string_view cache_control = "public, max-age=1";
// The longest texts, written as escapes.
constexpr std::size_t body_bytes_max = std::size_t{16} * 1024;

constexpr std::string_view booking_example =
    R"({"address":"12, Jalan Tun Ismail","date":"20210516","firstName":"Nur Aisyah","lastName":"binti Ahmad",)"
    R"("location":"PWTC","mysejahteraId":"900127015527","phoneNumber":"0123456789"})";

struct Key {
  std::string idempotency_key;
};

std::string without_hyphens(std::string date) {
  std::erase(date, '-');
  return date;
}

asio::awaitable<Result<std::vector<OlderDay>>> days_of(rpc::Channel& channel, RequestContext context,
                                                       v1::GetStationRequest request) {
  const auto name = request.name();
  const auto found = co_await rpc::call<v1::GetStation>(channel, std::move(context), std::move(request));
  if (!found) co_return std::unexpected(about("station", name, found.error()));
  std::vector<OlderDay> days;
  days.reserve(static_cast<std::size_t>(found->station().days_size()));
  for (const auto& day : found->station().days()) {
    days.push_back({.location = name, .date = without_hyphens(day.date()), .availability = day.available()});
  }
  co_return days;
}

v1::ReserveRequest to_message(const OlderNewBooking& asked, const Key& key, const Clock& clock) {
  v1::ReserveRequest request;
  request.set_id(Uuid::version7(clock.now()).to_string());
  request.set_idempotency_key(key.idempotency_key);
  request.set_station(asked.location);
  request.set_date(asked.date);
  auto& person = *request.mutable_person();
  person.set_mysejahtera_id(asked.mysejahtera_id.value_or(""));
  person.set_first_name(asked.first_name);
  person.set_last_name(asked.last_name);
  person.set_address(asked.address);
  person.set_phone_number(asked.phone_number);
  return request;
}

http::Response refusal(std::string message) {
  auto response = http::json(400, to_json(OlderRefusal{.status = "Failed", .message = std::move(message)}));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

// "firstName must have 1 to 100 characters".
std::string first_fault(const Error& error) {
  if (error.fields.empty()) return error.message;
  const auto& fault = error.fields.front();
  return fmt::format("{} {}", std::string_view(fault.pointer).substr(fault.pointer.starts_with('/') ? 1 : 0),
                     fault.detail);
}

// What the older client is told of a booking that was refused; nothing where it was not for the request's sake. The
// first two sentences are those that it knows.
std::optional<std::string> reason_for(const Error& error, const OlderNewBooking& asked) {
  const bool no_such_place = std::ranges::any_of(
      error.fields, [](const FieldError& fault) { return fault.pointer == "/station" || fault.pointer == "/date"; });
  if (error.code == Code::not_found || no_such_place) {
    return fmt::format("station location:{}:{} location & date combination is invalid", asked.location, asked.date);
  }
  if (error.reason == "FULLY_BOOKED") return "Sorry, station is fully booked";
  if (error.code == Code::invalid_argument) return first_fault(error);
  if (error.code == Code::already_exists || error.code == Code::failed_precondition) return error.message;
  return std::nullopt;
}

asio::awaitable<http::Response> book(rpc::Channel& channel, const http::Request& request, const Result<Key>& key,
                                     const Result<OlderNewBooking>& asked, const Clock& clock) {
  if (!key) co_return refusal(first_fault(key.error()));
  if (const auto bad = check_idempotency_key(key->idempotency_key, request.context.identity); !bad) {
    co_return refusal(first_fault(bad.error()));
  }
  if (!asked) co_return refusal(first_fault(asked.error()));
  if (asked->mysejahtera_id.value_or("").empty()) co_return refusal("MySejahteraID cannot be empty");
  const auto made = co_await rpc::call<v1::Reserve>(channel, request.context, to_message(*asked, *key, clock));
  if (made) co_return http::json(200, to_json(*asked));
  if (auto reason = reason_for(made.error(), *asked)) co_return refusal(std::move(*reason));
  co_return failure(request, made.error());
}

}  // namespace

void OlderBooking::describe(Api& api) const {
  api.add(
      Tag{.name = "Older booking client", .doc = "Two paths as an older client knows them. Others take `/api/v1`."});
  api.add(station(api));
  api.add(booking(api));
}

Operation OlderBooking::station(Api& api) const {
  using Asked = v1::GetStationRequest;
  auto parameters = Parameters<Asked>().path("name", text_parameter({.characters_max = station_characters_max}),
                                             [](Asked& asked, std::string name) { asked.set_name(std::move(name)); },
                                             {.doc = "The station's name.", .example = R"("PWTC")"});
  return {.path = "/stations/{name}",
          .id = "getStationDays",
          .tag = "Older booking client",
          .summary = "Read the places left at a station",
          .doc = "Day by day, in their order.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<std::vector<OlderDay>>("The days.", cached_headers())},
          .problems = {"not-found"},
          .same_for_all = true,
          .handler = json_answer(std::move(parameters), std::string(cache_control),
                                 [this](const http::Request& request, Asked asked) {
                                   return days_of(channels_.of(request.worker()), request.context, std::move(asked));
                                 })};
}

Operation OlderBooking::booking(Api& api) const {
  auto parameters = Parameters<Key>().header("Idempotency-Key", idempotency_key_parameter(), &Key::idempotency_key,
                                             idempotency_key_info());
  auto refused = api.answer<OlderRefusal>("Not made; why is said for people.");
  refused.status = 400;
  return {.method = http::Method::post,
          .path = "/booking",
          .id = "book",
          .tag = "Older booking client",
          .summary = "Book a place",
          .doc = "The body is read as JSON, whatever its Content-Type says. Every refusal is 400.",
          .parameters = parameters.documentation(),
          .body = api.body<OlderNewBooking>("Who is to come, where and when.", booking_example),
          .answers = {api.answer<OlderNewBooking>("Made: what was sent."), std::move(refused)},
          .body_bytes_max = body_bytes_max,
          .handler = http::AsyncHandler([this, parameters](http::Request& request) -> asio::awaitable<http::Response> {
            co_return co_await book(channels_.of(request.worker()), request, parameters.read(request),
                                    bodies_.read_whatever_type<OlderNewBooking>(request), clock_);
          })};
}

}  // namespace plaza::gateway
