#include "services/booking/adapters/grpc_service.hpp"

#include <fmt/format.h>

#include "platform/core/scopes.hpp"
#include "services/booking/adapters/wire_mapping.hpp"

namespace plaza::booking {
namespace {

constexpr int names_max = 100;
// How many bookings of a person are erased with one read.
constexpr std::size_t erased_together = 100;

std::unexpected<Error> no_such_booking() {
  return fail(Code::not_found, "there is no such booking");
}

std::unexpected<Error> too_many(std::string_view field) {
  return std::unexpected(
      Error{.code = Code::invalid_argument,
            .message = fmt::format("too many {}", field),
            .fields = {{.pointer = std::string(field), .detail = fmt::format("must be at most {}", names_max)}}});
}

template <class Request>
std::optional<std::int64_t> expected_version(const Request& request) {
  return request.has_expected_version() ? std::optional(request.expected_version()) : std::nullopt;
}

}  // namespace

GrpcService::Answer<v1::ReserveResponse> GrpcService::reserve(v1::ReserveRequest request, RequestContext context,
                                                              Worker& worker) const {
  auto booking = booking::reserve(from_wire(request), context.identity.subject, clock_->now());
  if (!booking) co_return std::unexpected(std::move(booking.error()));
  auto key = key_of<v1::Reserve>(std::move(request), context.identity);
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto made =
      co_await stores_->of(worker).bookings.reserve(std::move(context), *std::move(booking), *std::move(key));
  if (!made) {
    if (made.error().reason == reason_fully_booked) metrics_.fully_booked->add(worker.index());
    co_return std::unexpected(made.error());
  }
  (made->repeated ? metrics_.repeated : metrics_.reserved)->add(worker.index());
  v1::ReserveResponse response;
  to_wire(made->booking, *response.mutable_booking());
  response.set_repeated_request(made->repeated);
  co_return response;
}

GrpcService::Answer<v1::GetBookingResponse> GrpcService::get(v1::GetBookingRequest request, RequestContext context,
                                                             Worker& worker) const {
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_booking();
  const auto found = co_await stores_->of(worker).bookings.find(std::move(context), {*id});
  if (!found) co_return std::unexpected(found.error());
  if (found->empty()) co_return no_such_booking();
  v1::GetBookingResponse response;
  to_wire(found->front(), *response.mutable_booking());
  co_return response;
}

GrpcService::Answer<v1::BatchGetBookingsResponse> GrpcService::get_many(v1::BatchGetBookingsRequest request,
                                                                        RequestContext context, Worker& worker) const {
  if (request.ids_size() > names_max) co_return too_many("ids");
  std::vector<Uuid> ids;
  for (const auto& text : request.ids()) {
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);
  }
  const auto found = co_await stores_->of(worker).bookings.find(std::move(context), std::move(ids));
  if (!found) co_return std::unexpected(found.error());
  v1::BatchGetBookingsResponse response;
  for (const auto& booking : *found) to_wire(booking, *response.add_bookings());
  co_return response;
}

GrpcService::Answer<v1::ListBookingsResponse> GrpcService::list(v1::ListBookingsRequest request, RequestContext context,
                                                                Worker& worker) const {
  if (context.identity.subject.empty()) co_return fail(Code::unauthenticated, "only who is known has bookings to list");
  auto asked = page(request.page_size(), request.cursor());
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  const auto found = co_await stores_->of(worker).bookings.list(std::move(context), *std::move(asked));
  if (!found) co_return std::unexpected(found.error());
  v1::ListBookingsResponse response;
  for (const auto& booking : found->bookings) to_wire(booking, *response.add_bookings());
  if (found->more && !found->bookings.empty()) {
    response.set_next_cursor(make_cursor(found->bookings.back().id.to_string()));
  }
  co_return response;
}

GrpcService::Answer<v1::CancelBookingResponse> GrpcService::cancel(v1::CancelBookingRequest request,
                                                                   RequestContext context, Worker& worker) const {
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_booking();
  auto key = key_of<v1::CancelBooking>(request, context.identity);
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto done =
      co_await stores_->of(worker).bookings.cancel(std::move(context), *id, expected_version(request), *std::move(key));
  if (!done) co_return std::unexpected(done.error());
  if (done->changed) metrics_.cancelled->add(worker.index());
  v1::CancelBookingResponse response;
  to_wire(done->booking, *response.mutable_booking());
  co_return response;
}

GrpcService::Answer<v1::MoveBookingResponse> GrpcService::move(v1::MoveBookingRequest request, RequestContext context,
                                                               Worker& worker) const {
  const auto id = Uuid::parse(request.id());
  if (!id) co_return no_such_booking();
  auto to = check_place({.station = request.station(), .date = request.date()});
  if (!to) co_return std::unexpected(std::move(to.error()));
  auto key = key_of<v1::MoveBooking>(request, context.identity);
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto done = co_await stores_->of(worker).bookings.move(std::move(context), *id, *std::move(to),
                                                               expected_version(request), *std::move(key));
  if (!done) co_return std::unexpected(done.error());
  if (done->changed) metrics_.moved->add(worker.index());
  v1::MoveBookingResponse response;
  to_wire(done->booking, *response.mutable_booking());
  co_return response;
}

GrpcService::Answer<v1::ErasePersonResponse> GrpcService::erase(v1::ErasePersonRequest request, RequestContext context,
                                                                Worker& worker) const {
  if (!request.subject().empty()) {
    if (auto allowed = may_erase(context.identity, request.subject()); !allowed) {
      co_return std::unexpected(std::move(allowed.error()));
    }
    co_return co_await erase_all_of(request.subject(), std::move(context), worker);
  }
  const auto id = Uuid::parse(request.booking_id());
  if (!id) co_return fail(Code::invalid_argument, "whom to erase must be said");
  auto& bookings = stores_->of(worker).bookings;
  if (!has_scope(context.identity, scope_operator)) {
    const auto own = co_await bookings.find(context, {*id});
    if (!own) co_return std::unexpected(own.error());
    if (own->empty()) co_return no_such_booking();
  }
  const auto erased = co_await bookings.erase(std::move(context), *id);
  if (!erased) co_return std::unexpected(erased.error());
  if (*erased) metrics_.erased->add(worker.index());
  v1::ErasePersonResponse response;
  response.set_bookings_erased(*erased ? 1 : 0);
  co_return response;
}

GrpcService::Answer<v1::ErasePersonResponse> GrpcService::erase_all_of(std::string subject, RequestContext context,
                                                                       Worker& worker) const {
  auto& bookings = stores_->of(worker).bookings;
  v1::ErasePersonResponse response;
  for (;;) {
    // What is erased is no longer among them.
    const auto ids = co_await bookings.ids_of(context, subject, erased_together);
    if (!ids) co_return std::unexpected(ids.error());
    for (const auto& id : *ids) {
      const auto erased = co_await bookings.erase(context, id);
      if (!erased) co_return std::unexpected(erased.error());
      if (*erased) response.set_bookings_erased(response.bookings_erased() + 1);
    }
    if (ids->size() < erased_together) break;
  }
  metrics_.erased->add(worker.index(), static_cast<double>(response.bookings_erased()));
  co_return response;
}

}  // namespace plaza::booking
