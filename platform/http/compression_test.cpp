#include "platform/http/compression.hpp"

#include <fmt/format.h>

#include "platform/http/conditional.hpp"
#include "platform/http/gzip.hpp"
#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::RawClient;
using testing::RawResponse;

TEST(AcceptEncoding, gzip_is_used_where_it_is_accepted_and_not_less_liked) {
  for (const auto* yes : {"gzip", "GZIP", "x-gzip", "deflate, gzip;q=0.5", "*", "br;q=1, *;q=0.1",
                          "gzip;q=1.0, identity", "gzip ; q=0.8"}) {
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  }
  for (const auto* no :
       {"", "identity", "gzip;q=0", "*;q=0", "gzip;q=0, *", "gzip;q=0.5, identity;q=1", "br", "gzip;q=x"}) {
    EXPECT_FALSE(accepts_gzip(no)) << no;
  }
}

struct Filters : testing::ServerTest {
  Filters() {
    filters = {&compression, &conditional};
    router.get("/shared",
               [page = Document::make("text/html", std::string(5'000, 'x'))](Request&) { return document(page); });
    router.get("/own", [](Request&) { return json(200, std::string(5'000, 'y')); });
    router.get("/small", [](Request&) { return json(200, "{}"); });
    router.get("/image", [](Request&) {
      auto response = text(200, std::string(5'000, 'z'));
      response.headers.remove("Content-Type");
      response.headers.add("Content-Type", "image/png");
      return response;
    });
    start();
  }

  std::optional<RawResponse> get(const std::string& target, const std::string& headers = {}) {
    return client().exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
  }
  RawClient& client() {
    if (!client_) client_ = std::make_unique<RawClient>(port());
    return *client_;
  }

  Compression compression{1'000};
  ConditionalReads conditional;
  std::unique_ptr<RawClient> client_;
};

TEST_F(Filters, texts_are_compressed_for_who_accepts_it) {
  for (const auto* target : {"/shared", "/own"}) {
    const auto plain = get(target);
    EXPECT_EQ(plain->header("content-encoding"), "");
    EXPECT_EQ(plain->header("vary"), "Accept-Encoding");
    const auto compressed = get(target, "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(compressed->header("content-encoding"), "gzip");
    EXPECT_EQ(compressed->header("vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(compressed->body, 10'000).value(), plain->body);
    EXPECT_NE(compressed->header("etag"), plain->header("etag"));
  }
}

TEST_F(Filters, small_answers_and_images_go_as_they_are) {
  for (const auto* target : {"/small", "/image"}) {
    const auto response = get(target, "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(response->header("content-encoding"), "") << target;
    EXPECT_EQ(response->header("vary"), "") << target;
  }
}

TEST_F(Filters, compression_follows_changes_while_the_server_runs) {
  const std::string accept = "Accept-Encoding: gzip\r\n";
  compression.enable(false);
  EXPECT_EQ(get("/own", accept)->header("content-encoding"), "");
  EXPECT_EQ(get("/own", accept)->header("vary"), "Accept-Encoding");
  compression.enable(true);
  EXPECT_EQ(get("/own", accept)->header("content-encoding"), "gzip");
  compression.set_bytes_min(10'000);
  EXPECT_EQ(get("/own", accept)->header("content-encoding"), "");
}

TEST_F(Filters, a_known_tag_is_answered_304_with_that_tag) {
  for (const auto* target : {"/shared", "/own", "/small"}) {
    for (const std::string encoding : {"", "Accept-Encoding: gzip\r\n"}) {
      const auto tag = get(target, encoding)->header("etag");
      ASSERT_NE(tag, "");
      const auto again = get(target, fmt::format("{}If-None-Match: \"other\", W/{}\r\n", encoding, tag));
      EXPECT_EQ(again->status, 304U);
      EXPECT_EQ(again->header("etag"), tag);
      EXPECT_EQ(again->header("vary"), "Accept-Encoding");
      EXPECT_EQ(again->header("content-length"), "");
    }
  }
}

TEST_F(Filters, the_tag_of_a_form_that_is_not_accepted_any_more_does_not_match) {
  const auto tag = get("/shared", "Accept-Encoding: gzip\r\n")->header("etag");
  EXPECT_EQ(get("/shared", "If-None-Match: " + tag + "\r\n")->status, 200U);
}

TEST_F(Filters, a_read_of_another_version_than_if_match_names_is_answered_412) {
  for (const std::string encoding : {"", "Accept-Encoding: gzip\r\n"}) {
    const auto tag = get("/shared", encoding)->header("etag");
    EXPECT_EQ(get("/shared", fmt::format("{}If-Match: \"other\", {}\r\n", encoding, tag))->status, 200U);
    EXPECT_EQ(get("/shared", encoding + "If-Match: *\r\n")->status, 200U);
    EXPECT_EQ(get("/shared", fmt::format("{}If-Match: W/{}\r\n", encoding, tag))->status, 412U);
    EXPECT_EQ(get("/shared", fmt::format("{}If-Match: \"other\"\r\nIf-None-Match: {}\r\n", encoding, tag))->status,
              412U);
  }
}

TEST_F(Filters, a_head_tells_what_a_get_would) {
  client().send("HEAD /own HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  const auto head = client().receive(true);
  const auto whole = get("/own", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(head->header("etag"), whole->header("etag"));
  EXPECT_EQ(head->header("content-length"), whole->header("content-length"));
}

}  // namespace
}  // namespace plaza::http
