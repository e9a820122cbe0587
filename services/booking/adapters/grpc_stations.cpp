// The part of the service that tells of stations, and how its methods are attached.
#include "platform/core/scopes.hpp"
#include "services/booking/adapters/grpc_service.hpp"
#include "services/booking/adapters/wire_mapping.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::booking {
namespace {

constexpr int names_max = 100;

std::unexpected<Error> no_such_station() {
  return fail(Code::not_found, "there is no such station");
}

}  // namespace

void GrpcService::attach_to(rpc::GrpcServer& server) const {
  const auto handle = [this, &server]<class Method>(auto member) {
    server.handle<Method>([this, member](const auto& request, const RequestContext& context, Worker& worker) {
      return (this->*member)(request, context, worker);
    });
  };
  handle.template operator()<v1::Reserve>(&GrpcService::reserve);
  handle.template operator()<v1::GetBooking>(&GrpcService::get);
  handle.template operator()<v1::BatchGetBookings>(&GrpcService::get_many);
  handle.template operator()<v1::ListBookings>(&GrpcService::list);
  handle.template operator()<v1::CancelBooking>(&GrpcService::cancel);
  handle.template operator()<v1::MoveBooking>(&GrpcService::move);
  handle.template operator()<v1::GetStation>(&GrpcService::station);
  handle.template operator()<v1::BatchGetStations>(&GrpcService::stations);
  handle.template operator()<v1::ListStations>(&GrpcService::list_stations);
  handle.template operator()<v1::SetCapacity>(&GrpcService::set_capacity);
  handle.template operator()<v1::ErasePerson>(&GrpcService::erase);
}

GrpcService::Answer<v1::GetStationResponse> GrpcService::station(v1::GetStationRequest request, RequestContext context,
                                                                 Worker& worker) const {
  const auto* station = stations_->find(request.name());
  if (station == nullptr) co_return no_such_station();
  const auto views = co_await stores_->of(worker).stations.views(std::move(context), {station});
  if (!views) co_return std::unexpected(views.error());
  v1::GetStationResponse response;
  to_wire(views->front(), *response.mutable_station());
  co_return response;
}

GrpcService::Answer<v1::BatchGetStationsResponse> GrpcService::stations(v1::BatchGetStationsRequest request,
                                                                        RequestContext context, Worker& worker) const {
  if (request.names_size() > names_max) co_return fail(Code::invalid_argument, "too many names");
  std::vector<const Station*> found;
  for (const auto& name : request.names()) {
    if (const auto* station = stations_->find(name)) found.push_back(station);
  }
  const auto views = co_await stores_->of(worker).stations.views(std::move(context), std::move(found));
  if (!views) co_return std::unexpected(views.error());
  v1::BatchGetStationsResponse response;
  for (const auto& view : *views) to_wire(view, *response.add_stations());
  co_return response;
}

GrpcService::Answer<v1::ListStationsResponse> GrpcService::list_stations(v1::ListStationsRequest request,
                                                                         RequestContext context, Worker& worker) const {
  const auto asked = page(request.page_size(), request.cursor());
  if (!asked) co_return std::unexpected(asked.error());
  auto found = stations_->page(request.state(), asked->after, asked->size + 1);
  const bool more = found.size() > asked->size;
  if (more) found.resize(asked->size);
  const auto views = co_await stores_->of(worker).stations.views(std::move(context), std::move(found));
  if (!views) co_return std::unexpected(views.error());
  v1::ListStationsResponse response;
  for (const auto& view : *views) to_wire(view, *response.add_stations());
  if (more) response.set_next_cursor(make_cursor(views->back().station->name));
  co_return response;
}

GrpcService::Answer<v1::SetCapacityResponse> GrpcService::set_capacity(v1::SetCapacityRequest request,
                                                                       RequestContext context, Worker& worker) const {
  if (!has_scope(context.identity, scope_operator)) {
    co_return fail(Code::permission_denied, "capacities are set by operators");
  }
  // First: a name that no station can have is one that no station has.
  if (stations_->find(request.station()) == nullptr) co_return no_such_station();
  auto place = check_capacity({.station = request.station(), .date = request.date(), .capacity = request.capacity()});
  if (!place) co_return std::unexpected(std::move(place.error()));
  auto key = key_of<v1::SetCapacity>(request, context.identity);
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto day = co_await stores_->of(worker).stations.set_capacity(std::move(context), *std::move(place),
                                                                      request.capacity(), *std::move(key));
  if (!day) co_return std::unexpected(day.error());
  v1::SetCapacityResponse response;
  to_wire(*day, *response.mutable_day());
  co_return response;
}

}  // namespace plaza::booking
