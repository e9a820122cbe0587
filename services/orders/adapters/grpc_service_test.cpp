#include "services/orders/adapters/grpc_service.hpp"

#include "platform/outbox/cloud_event.hpp"
#include "platform/outbox/header_lines.hpp"
#include "services/orders/adapters/testing.hpp"

#include "plaza/events/v1/order_created.pb.h"

namespace plaza::orders {
namespace {

constexpr const char* key = "018bcfe5-6800-7000-8000-00000000000a";

using Orders = ServiceTest;

TEST_F(Orders, an_order_is_stored_with_its_lines_and_its_event) {
  auto request = order_for("caesar");
  auto& line = *request.add_lines();
  line.set_sku("M-1");
  line.set_name("mask");
  line.set_quantity(3);
  line.set_unit_price(9'000);
  const auto context = as("ada");
  const auto made = create(request, context);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(made->repeated_request());
  EXPECT_EQ(made->order().status(), v1::ORDER_STATUS_CREATED);
  EXPECT_EQ(made->order().version(), 1);
  const auto found = get(request.id());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->SerializeAsString(), made->order().SerializeAsString());
  EXPECT_EQ(found->lines(0).name(), "mask");
  const auto event = server.run(address, "select topic, key, encode(value, 'hex'), headers from outbox");
  ASSERT_EQ(event.size(), 1);
  EXPECT_EQ(event[0][0], "order-created");
  EXPECT_EQ(event[0][1], request.id());
  const auto headers = outbox::read_cloud_event(outbox::from_lines(event[0][3]));
  ASSERT_TRUE(headers);
  EXPECT_EQ(headers->type, "plaza.events.v1.OrderCreated");
  EXPECT_EQ(headers->id, request.id() + "/1");
  EXPECT_EQ(headers->trace.trace_id(), context.trace.trace_id());
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(shows("orders_total{what=\"created\"} 1"));
}

TEST_F(Orders, a_faulty_one_is_refused_field_by_field_and_leaves_nothing) {
  v1::CreateOrderRequest request;
  request.set_total_price(4'000'000'000);
  const auto made = create(request);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Code::invalid_argument);
  EXPECT_EQ(made.error().fields.size(), 3);
  EXPECT_EQ(ask("select count(*) from outbox"), "0");
}

TEST_F(Orders, many_at_once_are_committed_together) {
  std::vector<v1::CreateOrderRequest> requests;
  requests.reserve(200);
  for (int i = 0; i < 200; ++i) requests.push_back(order_for("n" + std::to_string(i)));
  std::vector<std::future<Result<v1::CreateOrderResponse>>> all(requests.size());
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = begin(service.create(requests[i], as(""), workers[0]));
  });
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto made = all[i].get();
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->order().customer_name(), requests[i].customer_name());
  }
  EXPECT_EQ(ask("select count(*) from orders"), "200");
  EXPECT_EQ(ask("select count(distinct key) from outbox"), "200");
  EXPECT_LE(std::stoi(ask("select count(distinct xmin::text) from orders")), 3);
}

TEST_F(Orders, the_same_key_and_request_give_the_same_answer) {
  auto request = order_for("caesar");
  request.set_idempotency_key(key);
  const auto first = create(request);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(cancel(cancellation(request.id())));
  auto again = request;
  again.set_id(order_for("").id());
  const auto second = create(again);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE(second->repeated_request());
  EXPECT_EQ(second->order().SerializeAsString(), first->order().SerializeAsString());
  EXPECT_EQ(ask("select count(*) from orders"), "1");
  EXPECT_EQ(ask("select count(*) from outbox where topic = 'order-created'"), "1");
}

TEST_F(Orders, a_key_with_another_request_is_refused_and_of_another_person_is_another_key) {
  auto request = order_for("caesar");
  request.set_idempotency_key(key);
  ASSERT_TRUE(create(request));
  auto other = order_for("brutus");
  other.set_idempotency_key(key);
  const auto refused = create(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::failed_precondition);
  EXPECT_EQ(refused.error().reason, "IDEMPOTENCY_KEY_REUSED");
  const auto made = create(other, as("bob"));
  EXPECT_TRUE(made && !made->repeated_request());
}

TEST_F(Orders, a_key_whose_request_is_under_way_is_refused_for_now) {
  auto request = order_for("caesar");
  request.set_idempotency_key(key);
  auto again = request;
  again.set_id(order_for("").id());
  std::future<Result<v1::CreateOrderResponse>> first;
  std::future<Result<v1::CreateOrderResponse>> second;
  run_on(workers[0], [&] {
    first = begin(service.create(request, as("ada"), workers[0]));
    second = begin(service.create(again, as("ada"), workers[0]));
  });
  EXPECT_TRUE(first.get());
  const auto refused = second.get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::aborted);
  EXPECT_EQ(refused.error().reason, "IDEMPOTENCY_KEY_IN_USE");
}

TEST_F(Orders, an_order_that_is_asked_for_again_while_it_is_made_is_answered_once_it_is_there) {
  auto request = order_for("caesar");
  request.set_idempotency_key(key);
  std::vector<std::future<Result<v1::CreateOrderResponse>>> attempts;
  run_on(workers[0], [&] {
    for (int i = 0; i < 3; ++i) attempts.push_back(begin(service.create(request, as("ada"), workers[0])));
  });
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const auto made = attempts[i].get();
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->repeated_request(), i > 0);
    EXPECT_EQ(made->order().id(), request.id());
  }
  EXPECT_EQ(ask("select count(*) from orders"), "1");
  EXPECT_EQ(ask("select count(*) from outbox"), "1");
}

TEST_F(Orders, workers_that_get_the_same_key_at_once_make_one_order) {
  for (int round = 0; round < 20; ++round) {
    auto request = order_for("caesar");
    request.set_idempotency_key("round " + std::to_string(round));
    auto again = request;
    again.set_id(order_for("").id());
    auto one = begin(service.create(request, as("ada"), workers[0]), 0);
    auto two = begin(service.create(again, as("ada"), workers[1]), 1);
    const auto first = one.get();
    const auto second = two.get();
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(first->order().SerializeAsString(), second->order().SerializeAsString());
  }
  EXPECT_EQ(ask("select count(*) from orders"), "20");
  EXPECT_EQ(ask("select count(*) from outbox"), "20");
}

TEST_F(Orders, a_call_that_is_sent_again_without_a_key_finds_its_order_by_the_id) {
  const auto request = order_for("caesar");
  const auto first = create(request);
  const auto second = create(request);
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(second->repeated_request());
  EXPECT_EQ(second->order().SerializeAsString(), first->order().SerializeAsString());
  EXPECT_EQ(ask("select count(*) from outbox"), "1");
  auto other = request;
  other.set_total_price(1);
  EXPECT_EQ(create(other).error().code, Code::already_exists);
  EXPECT_EQ(create(request, as("bob")).error().code, Code::already_exists);
}

TEST_F(Orders, a_key_without_a_subject_must_be_a_uuid) {
  auto request = order_for("caesar");
  request.set_idempotency_key("1");
  EXPECT_EQ(create(request, as("")).error().code, Code::invalid_argument);
  request.set_idempotency_key(key);
  EXPECT_TRUE(create(request, as("")));
}

TEST_F(Orders, are_seen_by_their_owner_only) {
  const auto mine = created();
  const auto open = created(as(""));
  EXPECT_TRUE(get(mine));
  EXPECT_EQ(get(mine, as("bob")).error().code, Code::not_found);
  EXPECT_EQ(get(mine, as("")).error().code, Code::not_found);
  EXPECT_TRUE(get(open, as("bob")));
  EXPECT_EQ(get("nonsense").error().code, Code::not_found);
  EXPECT_EQ(cancel(cancellation(mine), as("bob")).error().code, Code::not_found);
  v1::BatchGetOrdersRequest request;
  for (const auto& id : {open, std::string("x"), mine}) request.add_ids(id);
  EXPECT_EQ(await(service.get_many(request, as("ada"), workers[0]))->orders_size(), 2);
  const auto of_bob = await(service.get_many(request, as("bob"), workers[0]));
  ASSERT_EQ(of_bob->orders_size(), 1);
  EXPECT_EQ(of_bob->orders(0).id(), open);
}

TEST_F(Orders, are_listed_newest_first_page_by_page) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.insert(ids.begin(), created());
    const auto next_ms = clock.now() + milliseconds{1};
    ASSERT_TRUE(eventually([&] { return clock.now() > next_ms; }));
  }
  created(as("bob"));
  created(as(""));
  std::vector<std::string> seen;
  v1::ListOrdersRequest request;
  request.set_page_size(2);
  int pages = 0;
  do {
    const auto page = await(service.list(request, as("ada"), workers[0]));
    ASSERT_TRUE(page) << page.error().message;
    for (const auto& order : page->orders()) seen.push_back(order.id());
    request.set_cursor(page->next_cursor());
    ++pages;
  } while (!request.cursor().empty());
  EXPECT_EQ(seen, ids);
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(await(service.list(request, as(""), workers[0])).error().code, Code::unauthenticated);
  request.set_cursor("x");
  EXPECT_EQ(await(service.list(request, as("ada"), workers[0])).error().code, Code::invalid_argument);
}

TEST_F(Orders, are_cancelled_once_and_it_is_told_once) {
  const auto id = created();
  for (int i = 0; i < 2; ++i) {
    const auto done = cancel(cancellation(id));
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->order().status(), v1::ORDER_STATUS_CANCELLED);
    EXPECT_EQ(done->order().version(), 2);
  }
  EXPECT_EQ(ask("select string_agg(topic, ',' order by id) from outbox where key = '" + id + "'"),
            "order-created,order-cancelled");
}

TEST_F(Orders, are_not_cancelled_by_who_has_seen_another_version_nor_when_under_way) {
  const auto id = created();
  auto request = cancellation(id);
  request.set_expected_version(7);
  EXPECT_EQ(cancel(request).error().reason, "VERSION_MISMATCH");
  server.run(address, "update orders set status = 2, version = 2");
  EXPECT_EQ(cancel(cancellation(id)).error().reason, "NOT_CANCELLABLE");
  request.set_expected_version(2);
  EXPECT_EQ(cancel(request).error().reason, "NOT_CANCELLABLE");
}

TEST_F(Orders, a_cancellation_keeps_its_key_with_its_effect) {
  const auto id = created();
  auto request = cancellation(id);
  request.set_idempotency_key(key);
  request.set_expected_version(7);
  EXPECT_FALSE(cancel(request));
  request.set_expected_version(1);
  ASSERT_TRUE(cancel(request)) << "a refused request must not use its key up";
  EXPECT_TRUE(cancel(request));
  auto other = cancellation(created());
  other.set_idempotency_key(key);
  EXPECT_EQ(cancel(other).error().reason, "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(Orders, a_person_is_taken_out_and_stays_out) {
  auto asked = order_for("caesar");
  asked.set_idempotency_key(key);
  ASSERT_TRUE(create(asked));
  const auto other = created(as("bob"));
  v1::ErasePersonRequest request;
  request.set_subject("ada");
  EXPECT_EQ(await(service.erase(request, as("bob"), workers[0])).error().code, Code::permission_denied);
  EXPECT_EQ(await(service.erase(request, as("ada"), workers[0]))->orders_erased(), 1);
  EXPECT_EQ(await(service.erase(request, as("root", {"operator"}), workers[0]))->orders_erased(), 0);
  EXPECT_EQ(get(asked.id()).error().code, Code::not_found);
  const auto left = get(asked.id(), as("root", {"operator"}));
  ASSERT_TRUE(left);
  EXPECT_EQ(left->customer_name(), "");
  EXPECT_EQ(left->total_price(), 27'000);
  const auto again = create(asked);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->repeated_request());
  EXPECT_EQ(again->order().customer_name(), "");
  EXPECT_EQ(
      ask("select count(*) from orders where owner = 'ada' or customer_name = 'caesar' and id <> '" + other + "'"),
      "0");
}

TEST_F(Orders, a_row_that_the_database_refuses_fails_alone) {
  server.run(address, "alter table orders add constraint no_brutus check (customer_name <> 'brutus')");
  std::vector<std::future<Result<v1::CreateOrderResponse>>> all(20);
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = begin(service.create(order_for(i == 7 ? "brutus" : "caesar"), as(""), workers[0]));
    }
  });
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].get().has_value(), i != 7) << i;
  EXPECT_EQ(ask("select count(*) from outbox"), "19");
}

}  // namespace
}  // namespace plaza::orders
