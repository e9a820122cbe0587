#include "gateway/edge/cache/response_cache.hpp"

#include <gtest/gtest.h>

#include "gateway/edge/cache/read_key.hpp"

namespace plaza::gateway {
namespace {

struct ResponseCacheTest : testing::Test {
  // What the cache and the handler behind it make of a read; `handled` counts how often the handler was asked.
  http::Response get(std::string_view target, http::Method method = http::Method::get,
                     std::string_view accept_encoding = {}) {
    http::Request::Message message(method, target, 11);
    if (!accept_encoding.empty()) message.set(http::Field::accept_encoding, accept_encoding);
    http::Request request(worker, message);
    request.route = "/things";
    request.received = now;
    auto early = cache->before(request);
    if (!early) ++handled;
    auto response = early ? *std::move(early) : answer;
    cache->after(request, response);
    return response;
  }
  // The handler is asked twice before an answer is kept.
  void get_twice(std::string_view target) {
    get(target);
    get(target);
  }
  void make(const ResponseCacheOptions& options) { cache.emplace(options, 2, metrics); }

  static http::Response cachable(std::string body, std::string_view cache_control = "public, max-age=2") {
    auto response = http::json(200, std::move(body));
    response.headers.add("Cache-Control", cache_control);
    return response;
  }

  Worker worker{0};
  telemetry::Metrics metrics{2};
  SteadyTime now{std::chrono::hours{1}};
  http::Response answer = cachable("[1]");
  int handled = 0;
  std::optional<ResponseCache> cache{std::in_place, ResponseCacheOptions{.hot_reads = 2}, 2, metrics};
};

TEST_F(ResponseCacheTest, a_read_that_is_repeated_is_answered_from_memory_until_it_is_old) {
  get_twice("/things?a=1");
  const auto third = get("/things?a=1");
  EXPECT_EQ(handled, 2);
  EXPECT_EQ(third.text(), "[1]");
  EXPECT_EQ(third.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(third.headers.get("Cache-Control"), "public, max-age=2");
  EXPECT_TRUE(third.headers.contains("ETag"));
  now += std::chrono::milliseconds{1'999};
  get("/things?a=1");
  EXPECT_EQ(handled, 2);
  now += std::chrono::milliseconds{1};
  answer = cachable("[2]");
  EXPECT_EQ(get("/things?a=1").text(), "[2]");
  EXPECT_EQ(handled, 3);
}

TEST_F(ResponseCacheTest, what_is_not_asked_for_often_is_not_kept) {
  for (int i = 0; i < 10; ++i) {
    get("/things");
    now += std::chrono::milliseconds{101};
  }
  EXPECT_EQ(handled, 10);
}

TEST_F(ResponseCacheTest, the_order_of_parameters_makes_no_difference_and_other_values_do) {
  get_twice("/things?b=2&a=1");
  get("/things?a=1&&b=2");
  EXPECT_EQ(handled, 2);
  get("/things?a=1&b=3");
  get("/things?a=1");
  get("/other?a=1&b=2");
  EXPECT_EQ(handled, 5);
}

TEST_F(ResponseCacheTest, only_what_is_public_and_may_be_kept_is_kept) {
  for (const auto* cache_control : {"private, max-age=5", "no-cache", "public, no-store, max-age=5", "public",
                                    "public, max-age=0", "max-age=5", "public, max-age=x"}) {
    answer = cachable("[1]", cache_control);
    handled = 0;
    for (int i = 0; i < 4; ++i) get(std::string("/things?") + cache_control);
    EXPECT_EQ(handled, 4) << cache_control;
  }
}

TEST_F(ResponseCacheTest, refusals_writes_and_answers_that_vary_are_not_kept) {
  answer.status = 404;
  for (int i = 0; i < 3; ++i) get("/things");
  EXPECT_EQ(handled, 3);
  answer = cachable("[1]");
  for (int i = 0; i < 3; ++i) get("/things", http::Method::post);
  EXPECT_EQ(handled, 6);
  answer.headers.add("Vary", "Accept-Language");
  for (int i = 0; i < 3; ++i) get("/things");
  EXPECT_EQ(handled, 9);
}

TEST_F(ResponseCacheTest, head_is_answered_by_what_get_brought) {
  get_twice("/things");
  get("/things", http::Method::head);
  EXPECT_EQ(handled, 2);
}

TEST_F(ResponseCacheTest, the_compressed_form_is_made_for_whoever_takes_it) {
  answer = cachable(std::string(5'000, 'x'));
  get_twice("/things");
  const auto plain = get("/things");
  EXPECT_TRUE(std::get<std::shared_ptr<const http::Document>>(plain.body)->gzip.empty());
  const auto packed = get("/things", http::Method::get, "gzip");
  EXPECT_FALSE(std::get<std::shared_ptr<const http::Document>>(packed.body)->gzip.empty());
  EXPECT_EQ(packed.headers.get("ETag"), plain.headers.get("ETag"));
  EXPECT_EQ(handled, 2);
}

TEST_F(ResponseCacheTest, the_least_recently_used_make_room) {
  make({.entries_max = 2, .hot_reads = 2});
  get_twice("/things?1");
  get_twice("/things?2");
  get("/things?1");
  get_twice("/things?3");
  handled = 0;
  get("/things?1");
  get("/things?3");
  EXPECT_EQ(handled, 0);
  get("/things?2");
  EXPECT_EQ(handled, 1);
}

TEST_F(ResponseCacheTest, bytes_are_bounded_and_large_answers_are_left_out) {
  CachedResponses small({.entries_max = 1'000, .bytes_max = 10'000});
  for (int i = 0; i < 100; ++i) {
    small.insert({.key = std::to_string(i),
                  .document = http::Document::make("text/plain", std::string(1'000, 'x'), http::Gzip::no),
                  .lines = {},
                  .fresh_until = now});
    EXPECT_LE(small.bytes(), 10'000U);
  }
  EXPECT_GT(small.size(), 4U);
  make({.entry_bytes_max = 10, .hot_reads = 1});
  answer = cachable("a body of more than ten bytes");
  for (int i = 0; i < 3; ++i) get("/things");
  EXPECT_EQ(handled, 3);
}

TEST_F(ResponseCacheTest, switched_off_it_keeps_nothing) {
  make({.enabled = false, .hot_reads = 1});
  for (int i = 0; i < 3; ++i) get("/things");
  EXPECT_EQ(handled, 3);
}

}  // namespace
}  // namespace plaza::gateway
