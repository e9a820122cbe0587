#include "platform/http/known_heads.hpp"

#include <set>

#include "platform/http/compression.hpp"
#include "platform/http/conditional.hpp"
#include "platform/http/test_server.hpp"
#include "platform/http/transaction.hpp"

namespace plaza::http {
namespace {

using testing::RawClient;
using testing::RawResponse;

std::shared_ptr<KnownHead> head_of(std::string bytes) {
  return std::make_shared<KnownHead>(KnownHead{.bytes = std::move(bytes), .framing = {}, .message = {}, .match = {}});
}

TEST(KnownHeads, a_head_is_kept_when_it_comes_twice) {
  KnownHeads heads;
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto make = [&] { return head_of(head); };
  EXPECT_EQ(heads.find(head), nullptr);
  heads.see(head, make);
  EXPECT_EQ(heads.find(head), nullptr);
  heads.see(head, make);
  ASSERT_NE(heads.find(head), nullptr);
  EXPECT_EQ(heads.find(head)->bytes, head);
  EXPECT_EQ(heads.find("GET / HTTP/1.1\r\nHost: b\r\n\r\n"), nullptr);
}

TEST(KnownHeads, other_heads_in_the_same_place_do_not_drive_it_out_by_coming_once) {
  KnownHeads heads;
  const std::string head = "GET /";
  heads.see(head, [&] { return head_of(head); });
  heads.see(head, [&] { return head_of(head); });
  for (int i = 0; i < 10'000; ++i) {
    const auto other = std::to_string(i);
    heads.see(other, [&] { return head_of(other); });
  }
  EXPECT_NE(heads.find(head), nullptr);
}

TEST(KnownHeads, a_long_head_is_not_kept) {
  KnownHeads heads;
  const std::string head(KnownHeads::head_bytes_max + 1, 'x');
  for (int i = 0; i < 3; ++i) heads.see(head, [&] { return head_of(head); });
  EXPECT_EQ(heads.find(head), nullptr);
}

TEST(KnownHeads, what_brings_a_body_or_a_secret_is_not_for_them) {
  Worker worker{0};
  const auto kept = [&](const std::string& fields) {
    const auto head = "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    Transaction transaction;
    EXPECT_TRUE(transaction.begin(worker, head, *check_head(head, {}), SteadyTime{}));
    return transaction.head_to_keep(head) != nullptr;
  };
  EXPECT_TRUE(kept(""));
  EXPECT_TRUE(kept("Content-Length: 0\r\n"));
  EXPECT_FALSE(kept("Content-Length: 1\r\n"));
  EXPECT_FALSE(kept("Transfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(kept("Cookie: a=b\r\n"));
  EXPECT_FALSE(kept("Authorization:\r\nAuthorization: Bearer x\r\n"));
}

// Repeats every answer, and counts how often it is asked.
struct Lenient final : Filter {
  std::optional<Response> before(Request&) override {
    ++asked;
    return std::nullopt;
  }
  void after(const Request&, Response& response) override { response.headers.add("X-Turn", std::to_string(asked)); }
  [[nodiscard]] bool repeats(const Request&) const override { return lenient; }

  std::atomic<int> asked = 0;
  bool lenient = true;
};

struct HttpRepeatedHeads : testing::ServerTest {
  HttpRepeatedHeads() {
    router.get_fixed("/page", [page = Document::make("text/plain", std::string(2'000, 'p'))](Request&) {
      ++handled;
      return document(page);
    });
    router.get("/things/{id}", [](Request& request) {
      return text(
          200, request.path_parameters.at(0) + " " + std::string(request.header("X-A")) + std::string(request.route));
    });
    router.add({.method = Method::post, .path = "/echo", .handler = [](Request& request) {
                  return text(200, std::string(request.body()));
                }});
    options.body_bytes_max = 10;
    filters = {&lenient, &compression, &conditional};
  }

  // The answers to the same bytes, sent so often at once.
  static std::vector<RawResponse> ask(std::uint16_t port, const std::string& request, int times) {
    RawClient client(port);
    std::string batch;
    for (int i = 0; i < times; ++i) batch += request;
    client.send(batch);
    std::vector<RawResponse> answers;
    for (int i = 0; i < times; ++i) {
      auto answer = client.receive(request.starts_with("HEAD"));
      if (!answer) break;
      answers.push_back(*std::move(answer));
    }
    return answers;
  }

  static inline std::atomic<int> handled = 0;
  Lenient lenient;
  Compression compression{100};
  ConditionalReads conditional;
};

TEST_F(HttpRepeatedHeads, are_answered_as_the_first_was) {
  start();
  const auto answers = ask(port(), "GET /things/a%20b HTTP/1.1\r\nHost: a\r\nX-A: 7\r\n\r\n", 20);
  ASSERT_EQ(answers.size(), 20U);
  std::set<std::string> ids;
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.body, "a b 7/things/{id}");
    ids.insert(answer.header("x-request-id"));
  }
  EXPECT_EQ(ids.size(), 20U);
  // A fixed answer alone is finished without its filters.
  EXPECT_EQ(lenient.asked, 20);
}

TEST_F(HttpRepeatedHeads, bring_each_its_own_body) {
  start();
  RawClient client(port());
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
  for (const auto* body : {"one", "two", "thr", "fou"}) EXPECT_EQ(client.exchange(head + body)->body, body);
  const std::string chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto* body : {"a", "b", "c", "d"}) {
    EXPECT_EQ(client.exchange(chunked + "1\r\n" + body + "\r\n0\r\n\r\n")->body, body);
  }
}

TEST_F(HttpRepeatedHeads, that_end_their_connection_or_name_their_id_still_do) {
  start();
  for (int i = 0; i < 5; ++i) {
    RawClient client(port());
    const auto answer =
        client.exchange("GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: me\r\n\r\n");
    EXPECT_EQ(answer->header("x-request-id"), "me");
    EXPECT_EQ(answer->header("connection"), "close");
    EXPECT_TRUE(client.closed_by_server());
  }
  for (const auto& answer : ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\nX-Request-Id: me\r\n\r\n", 8)) {
    EXPECT_EQ(answer.header("x-request-id"), "me");
  }
}

TEST_F(HttpRepeatedHeads, get_a_fixed_page_without_its_filters_for_at_most_a_second) {
  start();
  handled = 0;
  const auto begin = std::chrono::steady_clock::now();
  const auto answers = ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", 500);
  ASSERT_EQ(answers.size(), 500U);
  std::set<std::string> ids;
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, std::string(2'000, 'p'));
    EXPECT_EQ(answer.header("etag"), answers[0].header("etag"));
    EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
    ids.insert(answer.header("x-request-id"));
  }
  EXPECT_EQ(ids.size(), 500U);
  // The first three tell, and then one of each second.
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LE(lenient.asked, 3 + seconds);
  EXPECT_EQ(handled, lenient.asked.load());
}

TEST_F(HttpRepeatedHeads, a_filter_that_does_not_repeat_sees_every_request) {
  lenient.lenient = false;
  start();
  ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", 50);
  EXPECT_EQ(lenient.asked, 50);
}

TEST_F(HttpRepeatedHeads, forms_and_conditions_of_a_fixed_page_are_kept_apart) {
  start();
  const auto plain = ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", 5);
  const auto packed = ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n", 5);
  const auto held =
      ask(port(), "GET /page HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + plain.at(0).header("etag") + "\r\n\r\n", 5);
  const auto headless = ask(port(), "HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n", 5);
  const auto old = ask(port(), "GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 5);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(plain.at(i).body.size(), 2'000U);
    EXPECT_EQ(packed.at(i).header("content-encoding"), "gzip");
    EXPECT_LT(packed.at(i).body.size(), 2'000U);
    EXPECT_EQ(held.at(i).status, 304U);
    EXPECT_EQ(headless.at(i).header("content-length"), "2000");
    EXPECT_EQ(headless.at(i).body, "");
    EXPECT_EQ(old.at(i).header("connection"), "keep-alive");
    EXPECT_EQ(old.at(i).body.size(), 2'000U);
  }
}

}  // namespace
}  // namespace plaza::http
