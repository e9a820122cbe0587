// Stations and bookings in GraphQL.
#include "gateway/api/graphql_request.hpp"
#include "gateway/api/graphql_schema.hpp"
#include "gateway/api/new_booking.hpp"
#include "gateway/api/things.hpp"
#include "gateway/description/graphql_input.hpp"
#include "platform/core/uuid.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = booking::v1;
using graphql::AsyncResolver;
using graphql::Call;
using graphql::Loaded;
using graphql::Slot;
using graphql::SyncResolver;

std::string text_of(const graphql::InputValue& given) {
  return given.has_value() ? std::string(given.text()) : std::string();
}

asio::awaitable<Result<Loaded>> station_by_name(Call call, std::string name) {
  auto found = co_await call.context<GraphqlRequest>().stations().load(std::move(name));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

asio::awaitable<Result<Loaded>> one_station(Call call) {
  return station_by_name(call, GraphqlTypes::raw_id("Station", call.argument("name").text()));
}

asio::awaitable<Result<Loaded>> station_of_a_booking(Call call) {
  return station_by_name(call, call.object<v1::Booking>().station());
}

asio::awaitable<Result<Loaded>> list_stations(Call call) {
  const auto& request = call.context<GraphqlRequest>();
  const auto first = page_size(call);
  if (!first) co_return std::unexpected(first.error());
  v1::ListStationsRequest asked;
  asked.set_state(text_of(call.argument("state")));
  asked.set_page_size(*first);
  asked.set_cursor(text_of(call.argument("after")));
  auto page = co_await rpc::call<v1::ListStations>(request.booking(), request.context(call), std::move(asked));
  if (!page) co_return std::unexpected(for_clients(std::move(page.error())));
  co_return loaded(std::move(*page));
}

asio::awaitable<Result<Loaded>> booking_by_id(Call call, std::string id) {
  if (!Uuid::parse(id)) co_return nothing();
  auto found = co_await call.context<GraphqlRequest>().bookings_by_id().load(std::move(id));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

asio::awaitable<Result<Loaded>> one_booking(Call call) {
  return booking_by_id(call, GraphqlTypes::raw_id("Booking", call.argument("id").text()));
}

asio::awaitable<Result<Loaded>> list_bookings(Call call) {
  const auto& request = call.context<GraphqlRequest>();
  if (request.context().identity.subject.empty()) {
    co_return fail(Code::unauthenticated, "a list of one's own bookings needs a token");
  }
  const auto first = page_size(call);
  if (!first) co_return std::unexpected(first.error());
  v1::ListBookingsRequest asked;
  asked.set_page_size(*first);
  asked.set_cursor(text_of(call.argument("after")));
  auto page = co_await rpc::call<v1::ListBookings>(request.booking(), request.context(call), std::move(asked));
  if (!page) co_return std::unexpected(for_clients(std::move(page.error())));
  co_return loaded(std::move(*page));
}

asio::awaitable<Result<Loaded>> create(Call call, const Clock& clock) {
  const auto& request = call.context<GraphqlRequest>();
  auto key = request.idempotency_key(call);
  if (!key) co_return std::unexpected(std::move(key.error()));
  auto asked = read_input<NewBooking>(call.argument("input"));
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  auto message = to_message(std::move(*asked), std::move(*key), clock);
  auto made = co_await rpc::call<v1::Reserve>(request.booking(), request.context(call), std::move(message));
  if (!made) co_return std::unexpected(for_clients(std::move(made.error())));
  co_return loaded(std::move(*made->mutable_booking()));
}

// A change of the booking that the argument `id` names.
template <class Method>
asio::awaitable<Result<Loaded>> change(Call call, typename Method::Request asked) {
  const auto& request = call.context<GraphqlRequest>();
  const auto id = GraphqlTypes::raw_id("Booking", call.argument("id").text());
  if (!Uuid::parse(id)) co_return std::unexpected(no_such("booking", id));
  auto key = request.idempotency_key(call);
  if (!key) co_return std::unexpected(std::move(key.error()));
  asked.set_id(id);
  asked.set_idempotency_key(std::move(*key));
  auto done = co_await rpc::call<Method>(request.booking(), request.context(call), std::move(asked));
  if (done) co_return loaded(std::move(*done->mutable_booking()));
  // A day without places is not found either; that is said in its own words.
  auto error = done.error().reason.empty() ? about("booking", id, std::move(done.error())) : std::move(done.error());
  co_return std::unexpected(for_clients(std::move(error)));
}

asio::awaitable<Result<Loaded>> cancel(Call call) {
  return change<v1::CancelBooking>(call, {});
}

asio::awaitable<Result<Loaded>> move_to(Call call) {
  v1::MoveBookingRequest asked;
  asked.set_station(GraphqlTypes::raw_id("Station", call.argument("station").text()));
  asked.set_date(text_of(call.argument("date")));
  return change<v1::MoveBooking>(call, std::move(asked));
}

void add_types(graphql::SchemaSpec& spec, GraphqlTypes& types) {
  // What is not known of a station may be missing.
  types.add_node<v1::Station>().field("state").type = "String";
  types.add_node<v1::Booking>().field("station") = {.name = "station",
                                                    .type = "Station!",
                                                    .resolve = AsyncResolver(station_of_a_booking),
                                                    .cost = {.calls = 1, .batched = true},
                                                    .same_for_all = true};
  add_connection<v1::ListStationsResponse>(
      spec, "Station", [](const v1::ListStationsResponse& page) -> const auto& { return page.stations(); },
      [](const v1::ListStationsResponse& page) { return page.next_cursor().empty() ? nullptr : &page.next_cursor(); });
  add_connection<v1::ListBookingsResponse>(
      spec, "Booking", [](const v1::ListBookingsResponse& page) -> const auto& { return page.bookings(); },
      [](const v1::ListBookingsResponse& page) { return page.next_cursor().empty() ? nullptr : &page.next_cursor(); });
  types.add_input<NewBooking>("CreateBookingInput");
}

void add_queries(graphql::TypeSpec& query) {
  const graphql::InputSpec first{.name = "first", .type = "Int", .default_value = "20"};
  const graphql::InputSpec after{.name = "after", .type = "String"};
  query.fields.push_back({.name = "stations",
                          .type = "StationConnection!",
                          .description = "In the order of their names.",
                          .arguments = {{.name = "state", .type = "String"}, first, after},
                          .resolve = AsyncResolver(list_stations),
                          .cost = {.calls = 1, .size_argument = "first"},
                          .same_for_all = true});
  query.fields.push_back({.name = "station",
                          .type = "Station",
                          .arguments = {{.name = "name", .type = "String!"}},
                          .resolve = AsyncResolver(one_station),
                          .cost = {.calls = 1, .batched = true},
                          .same_for_all = true});
  query.fields.push_back({.name = "booking",
                          .type = "Booking",
                          .arguments = {{.name = "id", .type = "ID!"}},
                          .resolve = AsyncResolver(one_booking),
                          .cost = {.calls = 1, .batched = true}});
  query.fields.push_back({.name = "bookings",
                          .type = "BookingConnection!",
                          .description = "One's own, newest first.",
                          .arguments = {first, after},
                          .resolve = AsyncResolver(list_bookings),
                          .cost = {.calls = 1, .size_argument = "first"}});
}

void add_changes(graphql::TypeSpec& mutation, const Clock& clock) {
  const graphql::InputSpec id{.name = "id", .type = "ID!"};
  mutation.fields.push_back({.name = "createBooking",
                             .type = "Booking!",
                             .arguments = {{.name = "input", .type = "CreateBookingInput!"}},
                             .resolve = AsyncResolver([&clock](Call call) { return create(call, clock); }),
                             .cost = {.calls = 1}});
  mutation.fields.push_back({.name = "cancelBooking",
                             .type = "Booking!",
                             .arguments = {id},
                             .resolve = AsyncResolver(cancel),
                             .cost = {.calls = 1}});
  mutation.fields.push_back(
      {.name = "moveBooking",
       .type = "Booking!",
       .description = "In one step: never without a place, never with two.",
       .arguments = {id, {.name = "station", .type = "String!"}, {.name = "date", .type = "Date!"}},
       .resolve = AsyncResolver(move_to),
       .cost = {.calls = 1}});
}

}  // namespace

void add_bookings(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes, const Clock& clock) {
  nodes.emplace("Station", station_by_name);
  nodes.emplace("Booking", booking_by_id);
  add_types(spec, types);
  add_queries(spec.type("Query"));
  add_changes(spec.type("Mutation"), clock);
}

}  // namespace plaza::gateway
