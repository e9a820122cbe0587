#pragma once

#include "platform/rpc/grpc/server.hpp"
#include "services/booking/adapters/booking_metrics.hpp"
#include "services/booking/adapters/worker_stores.hpp"

#include "plaza/booking/v1/booking.pb.h"

namespace plaza::booking {

// proto/plaza/booking/v1/booking.proto. Lives as long as the server it is attached to.
class GrpcService {
 public:
  GrpcService(WorkerStores& stores, const StationList& stations, const Clock& clock, telemetry::Metrics& metrics)
      : stores_(&stores), stations_(&stations), clock_(&clock), metrics_(metrics) {}

  void attach_to(rpc::GrpcServer& server) const;

  template <class T>
  using Answer = asio::awaitable<Result<T>>;

  Answer<v1::ReserveResponse> reserve(v1::ReserveRequest request, RequestContext context, Worker& worker) const;
  Answer<v1::GetBookingResponse> get(v1::GetBookingRequest request, RequestContext context, Worker& worker) const;
  Answer<v1::BatchGetBookingsResponse> get_many(v1::BatchGetBookingsRequest request, RequestContext context,
                                                Worker& worker) const;
  Answer<v1::ListBookingsResponse> list(v1::ListBookingsRequest request, RequestContext context, Worker& worker) const;
  Answer<v1::CancelBookingResponse> cancel(v1::CancelBookingRequest request, RequestContext context,
                                           Worker& worker) const;
  Answer<v1::MoveBookingResponse> move(v1::MoveBookingRequest request, RequestContext context, Worker& worker) const;
  Answer<v1::GetStationResponse> station(v1::GetStationRequest request, RequestContext context, Worker& worker) const;
  Answer<v1::BatchGetStationsResponse> stations(v1::BatchGetStationsRequest request, RequestContext context,
                                                Worker& worker) const;
  Answer<v1::ListStationsResponse> list_stations(v1::ListStationsRequest request, RequestContext context,
                                                 Worker& worker) const;
  Answer<v1::SetCapacityResponse> set_capacity(v1::SetCapacityRequest request, RequestContext context,
                                               Worker& worker) const;
  Answer<v1::ErasePersonResponse> erase(v1::ErasePersonRequest request, RequestContext context, Worker& worker) const;

 private:
  Answer<v1::ErasePersonResponse> erase_all_of(std::string subject, RequestContext context, Worker& worker) const;

  WorkerStores* stores_;
  const StationList* stations_;
  const Clock* clock_;
  BookingMetrics metrics_;
};

}  // namespace plaza::booking
