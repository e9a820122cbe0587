// The schema over all services, with services that answer from canned values.
#include "gateway/api/graphql_schema.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"
#include "gateway/api/graphql_routes.hpp"
#include "gateway/api/page_assets.hpp"
#include "platform/core/uuid.hpp"
#include "platform/telemetry/recording_for_test.hpp"

#include "proto/plaza/orders/v1/methods.hpp"
#include "proto/plaza/shipping/v1/methods.hpp"
#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;
namespace wire = pharmacy::wire;

constexpr std::string_view some_order = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b";
constexpr std::string_view other_order = "0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0c";

wire::Pharmacy pharmacy_of(const std::string& id) {
  wire::Pharmacy one;
  one.id = id;
  one.name = "pharmacy " + id;
  one.address = "street";
  one.__set_distanceMetres(412.66);
  wire::MaskStock mask;
  mask.adult = 240;
  mask.child = 50;
  mask.updatedAtMs = 1'627'959'205'000;
  one.__set_mask(mask);
  return one;
}

orders::v1::Order order_of(std::string_view id) {
  orders::v1::Order order;
  order.set_id(std::string(id));
  order.set_customer_name("caesar");
  order.set_total_price(27'000);
  order.set_status(orders::v1::ORDER_STATUS_CREATED);
  order.set_version(1);
  order.mutable_created_at()->set_seconds(1'775'032'200);
  return order;
}

class GraphqlRoute : public testing::RouteTest {
 protected:
  GraphqlRoute() {
    graphql_ =
        *GraphqlRoutes::make({channels_, channels_, channels_, channels_}, {}, {status_, clock_, tracer_, metrics_, 2});
    graphql_->add(router_, missing_page("GraphQL", ""), limited_);
    service_.answer<pharmacy::Search>([this](const wire::SearchRequest& request) -> Result<wire::SearchReply> {
      searched_ = request;
      wire::SearchReply reply;
      reply.pharmacies = {pharmacy_of("5901012025"), pharmacy_of("5901012026")};
      reply.__set_nextCursor("next");
      return reply;
    });
    service_.answer<pharmacy::GetMany>([](const wire::GetManyRequest& request) -> Result<wire::GetManyReply> {
      wire::GetManyReply reply;
      for (const auto& id : request.ids) {
        if (id != "unknown") reply.pharmacies.push_back(pharmacy_of(id));
      }
      return reply;
    });
    service_.answer<orders::v1::BatchGetOrders>(
        [](const orders::v1::BatchGetOrdersRequest& request) -> Result<orders::v1::BatchGetOrdersResponse> {
          orders::v1::BatchGetOrdersResponse response;
          for (const auto& id : request.ids()) *response.add_orders() = order_of(id);
          return response;
        });
    service_.answer<orders::v1::ListOrders>(
        [](const orders::v1::ListOrdersRequest&) -> Result<orders::v1::ListOrdersResponse> {
          orders::v1::ListOrdersResponse response;
          *response.add_orders() = order_of(some_order);
          *response.add_orders() = order_of(other_order);
          return response;
        });
    service_.answer<orders::v1::CreateOrder>(
        [this](const orders::v1::CreateOrderRequest& request) -> Result<orders::v1::CreateOrderResponse> {
          created_.push_back(request);
          orders::v1::CreateOrderResponse response;
          *response.mutable_order() = order_of(request.id());
          return response;
        });
    service_.answer<shipping::v1::BatchGetShipmentsByOrder>(
        [this](const shipping::v1::BatchGetShipmentsByOrderRequest& request)
            -> Result<shipping::v1::BatchGetShipmentsByOrderResponse> {
          shipment_keys_.emplace_back(request.order_ids().begin(), request.order_ids().end());
          shipping::v1::BatchGetShipmentsByOrderResponse response;
          auto& shipment = *response.add_shipments();
          shipment.set_id("0190f5e2-7c1f-7d02-8b1c-2a3b4c5d6e7f");
          shipment.set_order_id(std::string(some_order));
          shipment.set_status(shipping::v1::SHIPMENT_STATUS_PACKED);
          return response;
        });
  }

  std::string ask(std::string_view query, std::string_view idempotency_key = {}) {
    std::string body = R"({"query":)";
    append_json_string(body, query);
    return std::string(post("/graphql", body + "}", idempotency_key).text());
  }

  telemetry::Metrics metrics_{2};
  telemetry::RecordingTracer tracer_{true};
  rpc::ChannelBoard board_;
  Rates rates_{metrics_, clock_, workers_[0]};
  FleetStatusRoute status_{board_, rates_, channels_, clock_};
  std::unique_ptr<GraphqlRoutes> graphql_;
  std::vector<LimitedRoute> limited_;
  wire::SearchRequest searched_;
  std::vector<std::vector<std::string>> shipment_keys_;
  std::vector<orders::v1::CreateOrderRequest> created_;
};

constexpr std::string_view two_orders =
    R"(mutation Two { a: createOrder(input: {customerName: "c", totalPrice: 1}) { id }
                      b: createOrder(input: {customerName: "c", totalPrice: 1}) { id } })";

TEST_F(GraphqlRoute, the_nearest_pharmacies_come_with_their_masks) {
  EXPECT_EQ(ask("{ pharmacies(near: {latitude: 25, longitude: 121.5}, inStock: ADULT, first: 2) "
                "{ edges { node { id name distance phone mask { adult child updatedAt stale } } cursor } "
                "pageInfo { hasNextPage endCursor } } }"),
            R"({"data":{"pharmacies":{"edges":[)"
            R"({"node":{"id":"UGhhcm1hY3k6NTkwMTAxMjAyNQ","name":"pharmacy 5901012025","distance":412.7,"phone":null,)"
            R"("mask":{"adult":240,"child":50,"updatedAt":"2021-08-03T02:53:25Z","stale":false}},"cursor":null},)"
            R"({"node":{"id":"UGhhcm1hY3k6NTkwMTAxMjAyNg","name":"pharmacy 5901012026","distance":412.7,"phone":null,)"
            R"("mask":{"adult":240,"child":50,"updatedAt":"2021-08-03T02:53:25Z","stale":false}},"cursor":"next"}],)"
            R"("pageInfo":{"hasNextPage":true,"endCursor":"next"}}}})");
  EXPECT_EQ(searched_.near.latitude, 25);
  EXPECT_EQ(searched_.inStock, wire::MaskKind::ADULT);
  EXPECT_EQ(searched_.first, 2);
  EXPECT_THAT(ask("{ pharmacies(first: 0) { nodes { id } } }"), HasSubstr("INVALID_ARGUMENT"));
}

TEST_F(GraphqlRoute, things_are_found_by_either_form_of_their_id) {
  EXPECT_THAT(ask(R"({ pharmacy(id: "5901012025") { name } })"), HasSubstr("pharmacy 5901012025"));
  EXPECT_THAT(ask(R"({ pharmacy(id: "UGhhcm1hY3k6NTkwMTAxMjAyNQ") { name } })"), HasSubstr("pharmacy 5901012025"));
  EXPECT_EQ(ask(R"({ pharmacy(id: "unknown") { name } })"), R"({"data":{"pharmacy":null}})");
  EXPECT_EQ(ask(R"({ node(id: "UGhhcm1hY3k6NTkwMTAxMjAyNQ") { __typename ... on Pharmacy { address } } })"),
            R"({"data":{"node":{"__typename":"Pharmacy","address":"street"}}})");
  EXPECT_EQ(ask(R"({ node(id: "nothing") { id } order(id: "no uuid") { id } })"),
            R"({"data":{"node":null,"order":null}})");
}

TEST_F(GraphqlRoute, what_several_fields_ask_of_a_service_leaves_as_one_call) {
  const auto query = fmt::format(
      R"({{ a: order(id: "{0}") {{ status shipment {{ status orderId }} }} b: order(id: "{1}") {{ shipment {{ id }} }} )"
      R"(p: pharmacy(id: "1") {{ name }} q: pharmacy(id: "2") {{ name }} }})",
      some_order, other_order);
  EXPECT_EQ(ask(query),
            R"({"data":{"a":{"status":"CREATED","shipment":{"status":"PACKED",)"
            R"("orderId":"T3JkZXI6MDE5MGY1ZTItN2MxYS03YjNlLTlhNDMtNWQ2YzdlOGY5YTBi"}},"b":{"shipment":null},)"
            R"("p":{"name":"pharmacy 1"},"q":{"name":"pharmacy 2"}}})");
  EXPECT_EQ(service_.calls, 3);
  EXPECT_EQ(shipment_keys_.size(), 1U);
}

TEST_F(GraphqlRoute, ones_own_orders_need_a_token) {
  EXPECT_THAT(ask("{ orders { nodes { id } } }"), HasSubstr("UNAUTHENTICATED"));
  asks_.subject = "caesar";
  EXPECT_THAT(ask("{ orders { nodes { customerName totalPrice createdAt } } }"),
              HasSubstr(R"({"customerName":"caesar","totalPrice":27000,"createdAt":"2026-04-01T08:30:00Z"})"));
  EXPECT_EQ(service_.caller->identity.subject, "caesar");
}

TEST_F(GraphqlRoute, what_is_ordered_is_checked_like_the_rest_route) {
  EXPECT_THAT(ask(R"(mutation { createOrder(input: {customerName: "", totalPrice: 1}) { id } })"),
              HasSubstr(R"("fields":[{"pointer":"/customerName")"));
  EXPECT_THAT(ask(R"(mutation { createOrder(input: {customerName: "c", totalPrice: -1}) { id } })"),
              HasSubstr(R"("pointer":"/totalPrice")"));
}

TEST_F(GraphqlRoute, each_change_of_a_request_has_a_key_that_follows_from_the_requests_own) {
  ask(two_orders);
  ASSERT_EQ(created_.size(), 2U);
  EXPECT_EQ(created_[0].idempotency_key(), "");
  constexpr std::string_view key = "7f3c9a52-4a0e-4d55-9d5e-0f6b9c1f2e11";
  ask(two_orders, key);
  ask(two_orders, key);
  ASSERT_EQ(created_.size(), 6U);
  EXPECT_EQ(created_[2].idempotency_key(), created_[4].idempotency_key());
  EXPECT_EQ(created_[3].idempotency_key(), created_[5].idempotency_key());
  EXPECT_NE(created_[2].idempotency_key(), created_[3].idempotency_key());
  EXPECT_TRUE(Uuid::parse(created_[2].idempotency_key()));
  EXPECT_THAT(ask(two_orders, "no-uuid"), HasSubstr(R"("pointer":"Idempotency-Key")"));
  EXPECT_EQ(created_.size(), 6U);
}

TEST_F(GraphqlRoute, changes_are_taken_from_what_a_client_may_write) {
  std::vector<std::pair<RateClass, std::size_t>> taken;
  graphql_->limit([&](const http::Request&, RateClass kind, std::size_t count) -> Result<void> {
    taken.emplace_back(kind, count);
    return {};
  });
  ask(two_orders);
  ask("{ pharmacyFeed { rows } }");
  post("/graphql", R"([{"query":"{ __typename }"},{"query":"{ __typename }"}])");
  EXPECT_THAT(taken, ::testing::ElementsAre(std::pair(RateClass::write, 2UL), std::pair(RateClass::read, 1UL)));
}

TEST_F(GraphqlRoute, operations_are_counted_by_their_names) {
  ask("query Known { __typename }");
  ask("{ pharmacyFeed { rows } }");
  ask("{ nothing }");
  for (int i = 0; i < 200; ++i) ask(fmt::format("query Name{} {{ __typename }}", i));
  const auto text = metrics_.exposition();
  EXPECT_THAT(text, HasSubstr(R"(graphql_operations_total{operation="Known",result="ok"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(graphql_operations_total{operation="anonymous",result="errors"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(graphql_operations_total{operation="none",result="refused"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(graphql_operations_total{operation="other",result="ok"} 102)"));
  EXPECT_THAT(text, HasSubstr(R"(graphql_operation_seconds_count{operation="Known"} 1)"));
}

TEST_F(GraphqlRoute, a_resolver_that_leaves_the_process_has_a_span_of_its_own) {
  trace_ = TraceContext::make(true);
  ask("{ some: pharmacies(first: 1) { nodes { name } } }");
  const auto spans = tracer_.spans();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "Query.pharmacies");
  EXPECT_EQ(spans[0].parent, trace_.span);
  EXPECT_EQ(spans[0].tags[0].second, "some");
  EXPECT_EQ(service_.caller_span, spans[0].context.span);
  trace_ = TraceContext::make(false);
  ask("{ some: pharmacies(first: 1) { nodes { name } } }");
  EXPECT_EQ(tracer_.spans().size(), 1U);
}

TEST_F(GraphqlRoute, a_service_that_is_away_is_an_error_of_its_fields_alone) {
  service_.answer<pharmacy::GetMany>(
      [](const auto&) -> Result<wire::GetManyReply> { return fail(Code::unavailable, "it is away"); });
  const auto answer =
      ask(fmt::format(R"({{ pharmacy(id: "1") {{ name }} order(id: "{}") {{ status }} }})", some_order));
  EXPECT_THAT(answer, HasSubstr(R"("path":["pharmacy"],"extensions":{"code":"UNAVAILABLE"})"));
  EXPECT_THAT(answer, HasSubstr(R"("data":{"pharmacy":null,"order":{"status":"CREATED"}})"));
}

TEST_F(GraphqlRoute, the_status_is_for_operators) {
  constexpr auto query = "{ status { services { name } requests { perSecond } } }";
  EXPECT_THAT(ask(query), HasSubstr("UNAUTHENTICATED"));
  asks_.subject = "caesar";
  EXPECT_THAT(ask(query), HasSubstr("PERMISSION_DENIED"));
  asks_.scopes = {"operator"};
  EXPECT_EQ(ask(query), R"({"data":{"status":{"services":[],"requests":{"perSecond":0}}}})");
}

}  // namespace
}  // namespace plaza::gateway
