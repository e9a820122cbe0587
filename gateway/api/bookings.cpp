#include "gateway/api/bookings.hpp"

#include "gateway/api/common_parameters.hpp"
#include "gateway/api/idempotency.hpp"
#include "gateway/api/new_booking.hpp"
#include "gateway/api/things.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = booking::v1;

constexpr std::int32_t page_max = 100;
constexpr std::int32_t page_standard = 20;
// The longest texts, written as escapes.
constexpr std::size_t body_bytes_max = std::size_t{16} * 1024;

constexpr std::string_view new_booking_example =
    R"({"station":"PWTC","date":"2021-05-16","firstName":"Nur Aisyah","lastName":"binti Ahmad",)"
    R"("address":"12, Jalan Tun Ismail, Kuala Lumpur","phoneNumber":"012-345 6789","mysejahteraId":"900127-01-5527"})";
constexpr std::string_view new_place_example = R"({"station":"PWTC","date":"2021-05-17"})";

struct CreateBooking {
  std::string idempotency_key;
  NewBooking body;
};

struct MoveBooking {
  v1::MoveBookingRequest request;
  NewPlace body;
};

// To cancel is none of them: what a client found it would have lost by following it.
const std::vector<LinkDoc> links_of_a_booking{{.name = "booking",
                                               .operation = "getBooking",
                                               .doc = "The booking again, as it is by then.",
                                               .parameters = {{"id", "$response.body#/id"}}},
                                              {.name = "move",
                                               .operation = "moveBooking",
                                               .doc = "Takes it to another day or station.",
                                               .parameters = {{"id", "$response.body#/id"}}},
                                              {.name = "station",
                                               .operation = "getStation",
                                               .doc = "Where it is.",
                                               .parameters = {{"name", "$response.body#/station"}}}};

const std::vector<LinkDoc> links_of_a_page{{.name = "firstBooking",
                                            .operation = "getBooking",
                                            .doc = "One of the page.",
                                            .parameters = {{"id", "$response.body#/items/0/id"}}},
                                           {.name = "nextPage",
                                            .operation = "listBookings",
                                            .doc = "The next page, where there is one.",
                                            .parameters = {{"after", "$response.body#/nextCursor"}}}};

HeaderDoc location_doc() {
  return {.name = "Location",
          .doc = "Where the booking is.",
          .schema = R"({"type":"string","format":"uri-reference"})",
          .example = R"("/api/v1/bookings/0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b")"};
}

v1::MoveBookingRequest to_message(MoveBooking asked) {
  asked.request.set_station(std::move(asked.body.station));
  asked.request.set_date(std::move(asked.body.date));
  return std::move(asked.request);
}

// A day without places is not found either; that is said in its own words.
Error about_booking(std::string_view id, Error error) {
  return error.reason.empty() ? about("booking", id, std::move(error)) : error;
}

asio::awaitable<Result<http::Response>> make_booking(rpc::Channel& channel, RequestContext context,
                                                     v1::ReserveRequest request) {
  if (auto bad = check_idempotency_key(request.idempotency_key(), context.identity); !bad) {
    co_return std::unexpected(std::move(bad.error()));
  }
  const auto made = co_await rpc::call<v1::Reserve>(channel, std::move(context), std::move(request));
  if (!made) co_return std::unexpected(made.error());
  auto response = versioned(201, made->booking(), made->booking().version());
  response.headers.add("Location", "/api/v1/bookings/" + made->booking().id());
  co_return response;
}

asio::awaitable<Result<http::Response>> read_booking(rpc::Channel& channel, RequestContext context,
                                                     v1::GetBookingRequest request) {
  const auto id = request.id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("booking", id));
  const auto found = co_await rpc::call<v1::GetBooking>(channel, std::move(context), std::move(request));
  if (!found) co_return std::unexpected(about_booking(id, found.error()));
  co_return versioned(200, found->booking(), found->booking().version());
}

// A change of the booking that the request names.
template <class Method>
asio::awaitable<Result<http::Response>> change_booking(rpc::Channel& channel, RequestContext context,
                                                       typename Method::Request request) {
  const auto id = request.id();
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("booking", id));
  if (auto bad = check_idempotency_key(request.idempotency_key(), context.identity); !bad) {
    co_return std::unexpected(std::move(bad.error()));
  }
  const auto done = co_await rpc::call<Method>(channel, std::move(context), std::move(request));
  if (!done) co_return std::unexpected(about_booking(id, done.error()));
  co_return versioned(200, done->booking(), done->booking().version());
}

// What all changes of a booking take: its id, the key and the version that they are for. `message_of` finds the message
// in what is read.
template <class T, class MessageOf>
Parameters<T> change_parameters(MessageOf message_of) {
  Parameters<T> parameters;
  parameters.path("id", id_parameter(),
                  [message_of](T& asked, std::string id) { message_of(asked).set_id(std::move(id)); },
                  {.doc = "The booking's id."});
  add_change_headers(parameters, message_of);
  return parameters;
}

}  // namespace

void Bookings::describe(Api& api) const {
  api.add(
      Tag{.name = "Bookings",
          .doc = "Who comes to a station on which day; a person has one active booking. One that was made with a token "
                 "is its owner's alone; one that was made without is seen by whoever knows its id."});
  api.add(create(api));
  api.add(list(api));
  api.add(one(api));
  api.add(cancel(api));
  api.add(move(api));
}

Operation Bookings::create(Api& api) const {
  auto parameters = Parameters<CreateBooking>().header("Idempotency-Key", idempotency_key_parameter(),
                                                       &CreateBooking::idempotency_key, idempotency_key_info());
  auto answer = api.answer<v1::Booking>("The booking.", {location_doc(), version_tag_doc()}, links_of_a_booking);
  answer.status = 201;
  return {
      .method = http::Method::post,
      .path = "/api/v1/bookings",
      .id = "createBooking",
      .tag = "Bookings",
      .summary = "Book a place",
      .doc =
          "A station or a day that there is not is answered 404; a day without a place left, and a person who has an "
          "active booking, 409.",
      .parameters = parameters.documentation(),
      .body = api.body<NewBooking>("Who is to come, where and when.", new_booking_example),
      .answers = {std::move(answer)},
      .problems = {"not-found", "conflict", "unprocessable", "unsupported-media-type"},
      .body_bytes_max = body_bytes_max,
      .handler =
          answer_to_body(std::move(parameters), bodies_, [this](const http::Request& request, CreateBooking asked) {
            return make_booking(channels_.of(request.worker()), request.context,
                                to_message(std::move(asked.body), std::move(asked.idempotency_key), clock_));
          })};
}

Operation Bookings::list(Api& api) const {
  using Asked = v1::ListBookingsRequest;
  Parameters<Asked> parameters;
  add_page(parameters, page_max, page_standard, "`nextCursor` of the page before.");
  return {.path = "/api/v1/bookings",
          .id = "listBookings",
          .tag = "Bookings",
          .summary = "List one's own bookings",
          .doc = "Newest first, the cancelled ones too. What was made without a token is nobody's, and on no list.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::ListBookingsResponse>("A page of bookings.", private_headers(), links_of_a_page)},
          .needs_subject = true,
          .handler = json_answer(std::move(parameters), std::string(private_cache_control),
                                 [this](const http::Request& request, Asked asked) {
                                   return rpc::call<v1::ListBookings>(channels_.of(request.worker()), request.context,
                                                                      std::move(asked));
                                 })};
}

Operation Bookings::one(Api& api) const {
  using Asked = v1::GetBookingRequest;
  auto parameters =
      Parameters<Asked>().path("id", id_parameter(), [](Asked& asked, std::string id) { asked.set_id(std::move(id)); },
                               {.doc = "The booking's id."});
  return {.path = "/api/v1/bookings/{id}",
          .id = "getBooking",
          .tag = "Bookings",
          .summary = "Read a booking",
          .doc = "Somebody else's booking is answered like one that nobody has made: 404.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Booking>("The booking.", private_headers())},
          .problems = {"not-found"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, Asked asked) {
            return read_booking(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

Operation Bookings::cancel(Api& api) const {
  using Asked = v1::CancelBookingRequest;
  auto parameters = change_parameters<Asked>([](Asked& asked) -> Asked& { return asked; });
  return {.method = http::Method::delete_,
          .path = "/api/v1/bookings/{id}",
          .id = "cancelBooking",
          .tag = "Bookings",
          .summary = "Cancel a booking",
          .doc =
              "The place comes back, and the person may book again. The booking stays to be read; one that is "
              "cancelled already stays so.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Booking>("The booking, cancelled.", {version_tag_doc()})},
          .problems = {"not-found", "conflict", "precondition-failed", "unprocessable"},
          .handler = answer(std::move(parameters), [this](const http::Request& request, Asked asked) {
            return change_booking<v1::CancelBooking>(channels_.of(request.worker()), request.context, std::move(asked));
          })};
}

Operation Bookings::move(Api& api) const {
  auto parameters = change_parameters<MoveBooking>([](MoveBooking& asked) -> auto& { return asked.request; });
  return {
      .method = http::Method::post,
      .path = "/api/v1/bookings/{id}/move",
      .id = "moveBooking",
      .tag = "Bookings",
      .summary = "Move a booking",
      .doc =
          "To another day or station, in one step: when there is no place it stays where it is (409), and so does a "
          "cancelled one.",
      .parameters = parameters.documentation(),
      .body = api.body<NewPlace>("Where and when it is to be.", new_place_example),
      .answers = {api.answer<v1::Booking>("The booking, moved.", {version_tag_doc()})},
      .problems = {"not-found", "conflict", "precondition-failed", "unprocessable", "unsupported-media-type"},
      .body_bytes_max = body_bytes_max,
      .handler =
          answer_to_body(std::move(parameters), bodies_, [this](const http::Request& request, MoveBooking asked) {
            return change_booking<v1::MoveBooking>(channels_.of(request.worker()), request.context,
                                                   to_message(std::move(asked)));
          })};
}

}  // namespace plaza::gateway
