#pragma once

#include "platform/rpc/grpc/method.hpp"

#include "plaza/booking/v1/booking.pb.h"

// The methods of booking.proto: rpc::call<booking::v1::Reserve>(…), server.handle<booking::v1::Reserve>(…).
namespace plaza::booking::v1 {

struct Reserve : rpc::GrpcMethod<ReserveRequest, ReserveResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "Reserve", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/Reserve";
};

struct GetBooking : rpc::GrpcMethod<GetBookingRequest, GetBookingResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "GetBooking", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/GetBooking";
};

struct BatchGetBookings : rpc::GrpcMethod<BatchGetBookingsRequest, BatchGetBookingsResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "BatchGetBookings", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/BatchGetBookings";
};

struct ListBookings : rpc::GrpcMethod<ListBookingsRequest, ListBookingsResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "ListBookings", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/ListBookings";
};

struct CancelBooking : rpc::GrpcMethod<CancelBookingRequest, CancelBookingResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "CancelBooking", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/CancelBooking";
};

struct MoveBooking : rpc::GrpcMethod<MoveBookingRequest, MoveBookingResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "MoveBooking", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/MoveBooking";
};

struct GetStation : rpc::GrpcMethod<GetStationRequest, GetStationResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "GetStation", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/GetStation";
};

struct BatchGetStations : rpc::GrpcMethod<BatchGetStationsRequest, BatchGetStationsResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "BatchGetStations", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/BatchGetStations";
};

struct ListStations : rpc::GrpcMethod<ListStationsRequest, ListStationsResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "ListStations", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/ListStations";
};

struct SetCapacity : rpc::GrpcMethod<SetCapacityRequest, SetCapacityResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "SetCapacity", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/SetCapacity";
};

struct ErasePerson : rpc::GrpcMethod<ErasePersonRequest, ErasePersonResponse> {
  static constexpr rpc::Method method{.service = "booking", .name = "ErasePerson", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.booking.v1.BookingService/ErasePerson";
};

}  // namespace plaza::booking::v1
