#pragma once

#include "platform/rpc/grpc/method.hpp"

#include "test/v1/echo.pb.h"

// The methods of echo.proto.
namespace test::v1 {

using EchoMethod = plaza::rpc::GrpcMethod<EchoRequest, EchoResponse>;

struct Echo : EchoMethod {
  static constexpr plaza::rpc::Method method{.service = "echo", .name = "Echo", .idempotent = true};
  static constexpr std::string_view full_name = "test.v1.EchoService/Echo";
};

struct Wait : EchoMethod {
  static constexpr plaza::rpc::Method method{.service = "echo", .name = "Wait", .idempotent = false};
  static constexpr std::string_view full_name = "test.v1.EchoService/Wait";
};

struct Do : EchoMethod {
  static constexpr plaza::rpc::Method method{.service = "echo", .name = "Do", .idempotent = true};
  static constexpr std::string_view full_name = "test.v1.EchoService/Do";
};

}  // namespace test::v1
