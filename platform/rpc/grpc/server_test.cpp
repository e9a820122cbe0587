#include "platform/rpc/grpc/server.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "platform/rpc/grpc/health_method.hpp"
#include "platform/rpc/grpc/loopback.hpp"

#include "proto/plaza/orders/v1/methods.hpp"
#include "proto/plaza/shipping/v1/methods.hpp"

namespace plaza::rpc::grpc_loopback {
namespace {

using HealthStatus = grpc::health::v1::HealthCheckResponse;

struct Unknown : test::v1::EchoMethod {
  static constexpr Method method{.service = "echo", .name = "None", .idempotent = false};
  static constexpr std::string_view full_name = "test.v1.EchoService/None";
};
struct OfOtherMessages : GrpcMethod<EchoResponse, EchoRequest> {
  static constexpr Method method{.service = "echo", .name = "Wait", .idempotent = false};
  static constexpr std::string_view full_name = "test.v1.EchoService/Wait";
};
struct SaidToBeIdempotent : test::v1::EchoMethod {
  static constexpr Method method{.service = "echo", .name = "Wait", .idempotent = true};
  static constexpr std::string_view full_name = "test.v1.EchoService/Wait";
};

template <class M>
void register_in(Service& service) {
  service.server().handle<M>([](const typename M::Request&, const RequestContext&) -> Result<typename M::Reply> {
    return typename M::Reply{};
  });
}

TEST(GrpcServer, takes_no_method_that_its_contract_describes_otherwise_and_none_twice) {
  Service service;
  EXPECT_THROW(register_in<Unknown>(service), std::logic_error);
  EXPECT_THROW(register_in<OfOtherMessages>(service), std::logic_error);
  EXPECT_THROW(register_in<SaidToBeIdempotent>(service), std::logic_error);
  register_in<Wait>(service);
  EXPECT_THROW(register_in<Wait>(service), std::logic_error);
}

TEST(GrpcServer, knows_all_methods_of_our_contracts) {
  Service service;
  register_in<orders::v1::CreateOrder>(service);
  register_in<orders::v1::GetOrder>(service);
  register_in<orders::v1::BatchGetOrders>(service);
  register_in<orders::v1::ListOrders>(service);
  register_in<orders::v1::CancelOrder>(service);
  register_in<orders::v1::ErasePerson>(service);
  register_in<shipping::v1::GetShipment>(service);
  register_in<shipping::v1::GetShipmentByOrder>(service);
  register_in<shipping::v1::BatchGetShipmentsByOrder>(service);
  register_in<shipping::v1::RecordCarrierEvent>(service);
  register_in<shipping::v1::ErasePerson>(service);
}

TEST(GrpcServer, an_exception_of_a_handler_is_an_internal_error_that_tells_nothing) {
  Service service;
  service.server().handle<Do>(
      [](const EchoRequest&, const RequestContext&) -> Result<EchoResponse> { throw std::runtime_error("secret"); });
  service.server().handle<Wait>([](const EchoRequest&, const RequestContext&) -> asio::awaitable<Result<EchoResponse>> {
    throw std::runtime_error("secret");
    co_return EchoResponse{};
  });
  service.start();
  Caller caller({service.endpoint()});
  for (const auto& answer : {caller.ask<Do>({}), caller.ask<Wait>({})}) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::internal);
    EXPECT_EQ(answer.error().message.find("secret"), std::string::npos);
  }
}

Result<HealthStatus> ask_health(Caller& caller, const std::string& service) {
  HealthStatus::descriptor();
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  return asio::co_spawn(caller.worker().executor(),
                        call<health::GrpcCheck>(caller.channel(), Caller::within(patience), request), asio::use_future)
      .get();
}

TEST(GrpcServer, health_follows_the_process_as_a_whole_and_by_service) {
  Service service;
  service.echo().health().set("snapshot", false);
  service.start();
  GrpcChannelOptions options;
  options.choice.wait.connect_wait = milliseconds{1};
  Caller caller({service.endpoint()}, options);
  ASSERT_TRUE(eventually([&] { return ask_health(caller, "").has_value(); }));
  for (const auto* name : {"", "test.v1.EchoService"}) {
    service.health().set("snapshot", false);
    EXPECT_EQ(ask_health(caller, name)->status(), HealthStatus::NOT_SERVING);
    service.health().set("snapshot", true);
    EXPECT_EQ(ask_health(caller, name)->status(), HealthStatus::SERVING);
  }
  const auto unknown = ask_health(caller, "test.v1.NoService");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::not_found);
  service.server().begin_stopping();
  EXPECT_EQ(ask_health(caller, "")->status(), HealthStatus::NOT_SERVING);
  EXPECT_TRUE(ask_health(caller, "")->draining());
}

}  // namespace
}  // namespace plaza::rpc::grpc_loopback
