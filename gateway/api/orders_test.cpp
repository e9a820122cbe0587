#include "gateway/api/orders.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"
#include "platform/core/uuid.hpp"

#include "proto/plaza/orders/v1/methods.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace v1 = orders::v1;

constexpr std::string_view some_id = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b";
constexpr std::string_view some_key = "7f3c9a52-4a0e-4d55-9d5e-0f6b9c1f2e11";

v1::Order order_with(std::string_view id, std::int64_t version = 1) {
  v1::Order order;
  order.set_id(std::string(id));
  order.set_customer_name("caesar");
  order.set_total_price(27'000);
  order.set_status(v1::ORDER_STATUS_CREATED);
  order.set_version(version);
  order.mutable_created_at()->set_seconds(1'775'032'200);
  order.mutable_updated_at()->set_seconds(1'775'032'200);
  return order;
}

class OrderRoutes : public testing::RouteTest {
 protected:
  OrderRoutes() {
    orders_.describe(api_);
    api_.add_routes(router_);
    service_.answer<v1::CreateOrder>([this](const v1::CreateOrderRequest& request) -> Result<v1::CreateOrderResponse> {
      created_ = request;
      v1::CreateOrderResponse response;
      *response.mutable_order() = order_with(request.id());
      for (const auto& line : request.lines()) *response.mutable_order()->add_lines() = line;
      return response;
    });
    service_.answer<v1::GetOrder>([](const v1::GetOrderRequest& request) -> Result<v1::GetOrderResponse> {
      if (request.id() != some_id) return fail(Code::not_found, "there is no such order");
      v1::GetOrderResponse response;
      *response.mutable_order() = order_with(request.id());
      return response;
    });
    service_.answer<v1::CancelOrder>([this](const v1::CancelOrderRequest& request) -> Result<v1::CancelOrderResponse> {
      cancelled_ = request;
      v1::CancelOrderResponse response;
      *response.mutable_order() = order_with(request.id(), 2);
      return response;
    });
  }

  http::Response cancel_with(std::string_view if_match) {
    http::Request::Message message;
    message.method(http::Method::post);
    message.target("/api/v1/orders/" + std::string(some_id) + "/cancel");
    message.set(http::Field::if_match, if_match);
    return send(message);
  }

  template <class M>
  http::Response failing(const Error& error, std::string_view id = some_id) {
    service_.answer<M>([error](const auto&) -> Result<typename M::Reply> { return std::unexpected(error); });
    if constexpr (std::same_as<M, v1::CreateOrder>) {
      return post("/api/v1/orders", R"({"customerName":"caesar","totalPrice":27000})");
    } else {
      return post("/api/v1/orders/" + std::string(id) + "/cancel");
    }
  }

  BodyReaders bodies_{2};
  Orders orders_{channels_, bodies_, clock_};
  Api api_;
  v1::CreateOrderRequest created_;
  v1::CancelOrderRequest cancelled_;
};

TEST_F(OrderRoutes, an_order_as_older_clients_send_it_is_made_and_said_where) {
  const auto response = post("/api/v1/orders", R"({"customer_name":"caesar","total_price":27000})");
  ASSERT_EQ(response.status, 201U) << response.text();
  const auto id = Uuid::parse(created_.id());
  ASSERT_TRUE(id);
  EXPECT_EQ(id->version(), 7);
  EXPECT_EQ(response.headers.get("Location"), "/api/v1/orders/" + created_.id());
  EXPECT_EQ(response.text(),
            R"({"id":")" + created_.id() +
                R"(","customerName":"caesar","totalPrice":27000,"lines":[],"status":"CREATED",)"
                R"("version":1,"createdAt":"2026-04-01T08:30:00Z","updatedAt":"2026-04-01T08:30:00Z"})");
  EXPECT_THAT(std::string(response.headers.get("ETag")), ::testing::StartsWith("\"1-"));
  EXPECT_EQ(created_.customer_name(), "caesar");
  EXPECT_EQ(created_.total_price(), 27'000);
  EXPECT_EQ(created_.idempotency_key(), "");
  EXPECT_EQ(service_.caller->request_id, "the-request");
}

TEST_F(OrderRoutes, lines_and_key_reach_the_service_and_every_order_has_an_id_of_its_own) {
  const std::string body =
      R"({"customerName":"caesar","totalPrice":27000.0,"lines":[{"sku":"M","name":"Mask","quantity":2,"unitPrice":5}]})";
  const auto response = post("/api/v1/orders", body, some_key);
  ASSERT_EQ(response.status, 201U) << response.text();
  EXPECT_THAT(response.text(), HasSubstr(R"("lines":[{"sku":"M","name":"Mask","quantity":2,"unitPrice":5}])"));
  EXPECT_EQ(created_.idempotency_key(), some_key);
  const auto first = created_.id();
  (void)post("/api/v1/orders", body, some_key);
  EXPECT_NE(created_.id(), first);
}

TEST_F(OrderRoutes, every_fault_of_an_order_is_named_and_none_reaches_the_service) {
  const auto response =
      post("/api/v1/orders", R"({"customer_name":"","totalPrice":2147483648,"lines":[{"sku":"a\nb"}],"x":1})");
  EXPECT_EQ(response.status, 400U);
  for (const auto* pointer : {"/customer_name", "/totalPrice", "/lines/0/sku", "/lines/0/name", "/x"}) {
    EXPECT_THAT(std::string(response.text()), HasSubstr(fmt::format(R"("pointer":"{}")", pointer)));
  }
  EXPECT_EQ(post("/api/v1/orders", "[]").status, 400U);
  EXPECT_EQ(post("/api/v1/orders", "{").status, 400U);
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(OrderRoutes, a_body_that_says_it_is_no_json_is_not_read) {
  http::Request::Message message;
  message.method(http::Method::post);
  message.target("/api/v1/orders");
  message.set(http::Field::content_type, "text/plain");
  message.body() = R"({"customerName":"caesar","totalPrice":27000})";
  EXPECT_EQ(send(message).status, 415U);
  message.set(http::Field::content_type, "Application/JSON; charset=utf-8");
  EXPECT_EQ(send(message).status, 201U);
  message.erase(http::Field::content_type);
  EXPECT_EQ(send(message).status, 201U);
}

TEST_F(OrderRoutes, a_strangers_key_must_be_a_uuid_and_ones_own_may_be_anything) {
  const std::string body = R"({"customerName":"caesar","totalPrice":27000})";
  const auto refused = post("/api/v1/orders", body, "monday-1");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_THAT(std::string(refused.text()), HasSubstr(R"("pointer":"Idempotency-Key")"));
  EXPECT_EQ(post("/api/v1/orders", body, some_key).status, 201U);
  asks_ = {.subject = "alice", .scopes = {}};
  EXPECT_EQ(post("/api/v1/orders", body, "\"monday-1\"").status, 201U);
  EXPECT_EQ(created_.idempotency_key(), "monday-1");
  EXPECT_EQ(post("/api/v1/orders", body, std::string(256, 'a')).status, 400U);
  EXPECT_EQ(post("/api/v1/orders", body, "a b").status, 400U);
}

TEST_F(OrderRoutes, a_key_without_a_value_is_a_mistake) {
  http::Request::Message message;
  message.method(http::Method::post);
  message.target("/api/v1/orders");
  message.set("Idempotency-Key", "");
  message.body() = R"({"customerName":"caesar","totalPrice":27000})";
  EXPECT_EQ(send(message).status, 400U);
}

TEST_F(OrderRoutes, what_keys_and_states_do_not_allow_has_a_status_of_its_own) {
  using Failure = std::pair<Error, unsigned>;
  for (const auto& [error, status] : {
           Failure{{.code = Code::aborted, .message = "under way", .reason = "IDEMPOTENCY_KEY_IN_USE"}, 409},
           Failure{{.code = Code::failed_precondition, .message = "used", .reason = "IDEMPOTENCY_KEY_REUSED"}, 422},
           Failure{{.code = Code::failed_precondition, .message = "left", .reason = "NOT_CANCELLABLE"}, 409},
           Failure{{.code = Code::failed_precondition, .message = "at 2", .reason = "VERSION_MISMATCH"}, 412},
           Failure{{.code = Code::unavailable, .message = "away"}, 503},
           Failure{{.code = Code::deadline_exceeded, .message = "late"}, 504},
       }) {
    EXPECT_EQ(failing<v1::CreateOrder>(error).status, status) << error.reason;
    const auto response = failing<v1::CancelOrder>(error);
    EXPECT_EQ(response.status, status) << error.reason;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  }
}

TEST_F(OrderRoutes, an_order_is_read_by_its_id) {
  const auto found = get("/api/v1/orders/" + std::string(some_id));
  EXPECT_EQ(found.status, 200U);
  EXPECT_THAT(std::string(found.text()), HasSubstr(some_id));
  EXPECT_EQ(found.headers.get("Cache-Control"), "private, no-cache");
  EXPECT_THAT(std::string(found.headers.get("ETag")), ::testing::StartsWith("\"1-"));
}

TEST_F(OrderRoutes, what_nobody_has_made_and_what_is_no_id_are_answered_alike) {
  const Error unknown{.code = Code::not_found, .message = "there is no such order"};
  for (const std::string id : {"0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9aff", "monday"}) {
    for (const auto& response : {get("/api/v1/orders/" + id), failing<v1::CancelOrder>(unknown, id)}) {
      EXPECT_EQ(response.status, 404U);
      EXPECT_THAT(std::string(response.text()), HasSubstr("no order has the id " + id));
    }
  }
}

TEST_F(OrderRoutes, a_list_is_for_those_who_are_known) {
  v1::ListOrdersRequest asked;
  service_.answer<v1::ListOrders>([&asked](const v1::ListOrdersRequest& request) -> Result<v1::ListOrdersResponse> {
    asked = request;
    v1::ListOrdersResponse response;
    *response.add_orders() = order_with(some_id);
    response.set_next_cursor("bmV4dA");
    return response;
  });
  EXPECT_EQ(get("/api/v1/orders").status, 401U);
  asks_ = {.subject = "alice", .scopes = {}};
  const auto page = get("/api/v1/orders?first=1&after=YWZ0ZXI");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(std::string(page.text()), HasSubstr(R"("nextCursor":"bmV4dA")"));
  EXPECT_EQ(asked.page_size(), 1);
  EXPECT_EQ(asked.cursor(), "YWZ0ZXI");
  EXPECT_EQ(service_.caller->identity.subject, "alice");
  EXPECT_EQ(get("/api/v1/orders?first=101").status, 400U);
}

TEST_F(OrderRoutes, a_cancellation_may_be_meant_for_one_version) {
  const auto response = post("/api/v1/orders/" + std::string(some_id) + "/cancel", {}, some_key);
  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(std::string(response.headers.get("ETag")), ::testing::StartsWith("\"2-"));
  EXPECT_EQ(cancelled_.idempotency_key(), some_key);
  EXPECT_FALSE(cancelled_.has_expected_version());
  EXPECT_EQ(cancel_with("\"3-9f86d081884c7d65-gzip\"").status, 200U);
  EXPECT_EQ(cancelled_.expected_version(), 3);
  EXPECT_EQ(cancel_with("*").status, 200U);
  EXPECT_FALSE(cancelled_.has_expected_version());
  EXPECT_EQ(cancel_with("\"1-a\", \"2-b\"").status, 400U);
}

}  // namespace
}  // namespace plaza::gateway
