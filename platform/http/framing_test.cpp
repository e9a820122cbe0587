#include "platform/http/framing.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plaza::http {
namespace {

using std::string_literals::operator""s;

constexpr FramingLimits limits{.line_bytes_max = 200, .header_bytes_max = 400, .header_fields_max = 6};

// The status that answers these bytes; 0 when they are a head that may pass.
unsigned status_of(const std::string& head) {
  std::size_t searched = 0;
  const auto end = find_head_end(head, searched, limits);
  if (!end) return end.error().status;
  EXPECT_TRUE(end->has_value()) << head;
  if (!*end) return 1;
  const auto framing = check_head(std::string_view(head).substr(0, **end), limits);
  return framing ? 0 : framing.error().status;
}

std::string with_line(const std::string& line) {
  return line + "\r\nHost: a\r\n\r\n";
}
std::string with_fields(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

struct Case {
  std::string bytes;
  unsigned status;
};

void expect_all(const std::vector<Case>& cases) {
  for (const auto& one : cases) EXPECT_EQ(status_of(one.bytes), one.status) << one.bytes;
}

TEST(Framing, request_lines_are_checked) {
  expect_all({
      {with_line("GET / HTTP/1.1"), 0},
      {with_line("GET /a%20b?c=d&e={f} HTTP/1.1"), 0},
      {with_line("M-SEARCH / HTTP/1.1"), 0},
      {with_line("OPTIONS * HTTP/1.1"), 0},
      {with_line("GET http://a.org:80/x?y HTTP/1.1"), 0},
      {with_line("GET HTTPS://a.org HTTP/1.0"), 0},
      {with_line("GET * HTTP/1.1"), 400},
      {with_line("CONNECT a:443 HTTP/1.1"), 501},
      {with_line("CONNECT / HTTP/1.1"), 501},
      {with_line("GET a HTTP/1.1"), 400},
      {with_line("GET ftp://a/ HTTP/1.1"), 400},
      {with_line("GET http:///x HTTP/1.1"), 400},
      {with_line("GET http://user@a/ HTTP/1.1"), 400},
      {with_line("GET /a#b HTTP/1.1"), 400},
      {with_line("GET /a\\b HTTP/1.1"), 400},
      {with_line("GET /\xc3\xa9 HTTP/1.1"), 400},
      {with_line("GET /a b HTTP/1.1"), 400},
      {with_line("GET  / HTTP/1.1"), 400},
      {with_line("GET /  HTTP/1.1"), 400},
      {with_line("GET / HTTP/1.1 "), 400},
      {with_line(" GET / HTTP/1.1"), 400},
      {with_line("G(T / HTTP/1.1"), 400},
      {with_line("GET\t/ HTTP/1.1"), 400},
      {with_line("GET /"), 400},
      {with_line("GET"), 400},
      {with_line("GET / http/1.1"), 400},
      {with_line("GET / HTTP/11"), 400},
      {with_line("GET / HTTP/1.10"), 400},
      {with_line("GET / HTTP/1.2"), 0},
      {with_line("GET / HTTP/0.9"), 505},
      {with_line("PRI * HTTP/2.0"), 505},
      {with_line(std::string(33, 'M') + " / HTTP/1.1"), 501},
      {"\x16\x03\x01\x02", 400},
  });
}

TEST(Framing, line_ends_are_carriage_return_and_line_feed) {
  expect_all({
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400},
  });
}

TEST(Framing, field_lines_are_checked) {
  expect_all({
      {with_fields("X: \t a \t \r\n"), 0},
      {with_fields("X:\r\n"), 0},
      {with_fields("X: \xe5\x8f\xb0\r\n"), 0},
      {with_fields("X : a\r\n"), 400},
      {with_fields("X\t: a\r\n"), 400},
      {with_fields("X: a\r\n b\r\n"), 400},
      {with_fields("X: a\r\n\tb\r\n"), 400},
      {with_fields(": a\r\n"), 400},
      {with_fields("X\r\n"), 400},
      {with_fields("X Y: a\r\n"), 400},
      {with_fields("X\xc3\xa9: a\r\n"), 400},
      {with_fields("X: a\0b\r\n"s), 400},
      {with_fields("X\0: a\r\n"s), 400},
      {with_fields("X: a\x01\r\n"), 400},
      {with_fields("X: a\x7f\r\n"), 400},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
  });
}

TEST(Framing, there_is_one_valid_host) {
  const auto host = [](const std::string& value) { return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n"; };
  for (const auto* good : {"a", "a.org:8080", "127.0.0.1", "[::1]", "[::1]:80", "a:", "a_b", "%41"}) {
    EXPECT_EQ(status_of(host(good)), 0U) << good;
  }
  for (const auto* bad :
       {"", "a b", "a/b", "a:99999", "a:x", "user@a", "[::1", "[]", "[zz]", "[::1]x", "a:1:2", "%4"}) {
    EXPECT_EQ(status_of(host(bad)), 400U) << bad;
  }
  expect_all({
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      {with_fields("host: a\r\n"), 400},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400},
  });
}

TEST(Framing, lengths_and_codings_leave_no_doubt_where_the_body_ends) {
  expect_all({
      {with_fields("Content-Length: 0\r\n"), 0},
      {with_fields("Content-Length: 007\r\n"), 0},
      {with_fields("Content-Length: 18446744073709551615\r\n"), 0},
      {with_fields("Content-Length: 18446744073709551616\r\n"), 413},
      {with_fields("Content-Length: \r\n"), 400},
      {with_fields("Content-Length: -1\r\n"), 400},
      {with_fields("Content-Length: +1\r\n"), 400},
      {with_fields("Content-Length: 0x1\r\n"), 400},
      {with_fields("Content-Length: 1 2\r\n"), 400},
      {with_fields("Content-Length: 3, 3\r\n"), 400},
      {with_fields("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
      {with_fields("Transfer-Encoding: chunked\r\n"), 0},
      {with_fields("transfer-encoding: CHUNKED\r\n"), 0},
      {with_fields("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {with_fields("Transfer-Encoding: chunked, gzip\r\n"), 400},
      {with_fields("Transfer-Encoding: chunked, chunked\r\n"), 400},
      {with_fields("Transfer-Encoding: chunked,\r\n"), 400},
      {with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {with_fields("Transfer-Encoding: gzip\r\n"), 400},
      {with_fields("Transfer-Encoding: identity\r\n"), 400},
      {with_fields("Transfer-Encoding: chunked;a=b\r\n"), 400},
      {with_fields("Transfer-Encoding: \x0b"
                   "chunked\r\n"),
       400},
      {with_fields("Transfer-Encoding: \r\n"), 400},
      {with_fields("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {with_fields("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
  });
}

TEST(Framing, connection_options_are_names) {
  expect_all({
      {with_fields("Connection: keep-alive, Upgrade,\r\n"), 0},
      {with_fields("Connection: close, x\xa9\r\n"), 400},
      {with_fields("Connection: a b\r\n"), 400},
  });
}

TEST(Framing, expectations_other_than_100_continue_fail) {
  expect_all({
      {with_fields("Expect: 100-Continue\r\n"), 0},
      {with_fields("Expect: 200-ok\r\n"), 417},
      {with_fields("Expect: 100-continue, 200-ok\r\n"), 417},
      {with_fields("Expect: ,100-continue,\r\n"), 0},
      {"POST / HTTP/1.0\r\nExpect: 200-ok\r\n\r\n", 0},
  });
}

TEST(Framing, what_exceeds_a_limit_is_refused_even_before_its_end) {
  EXPECT_EQ(status_of(with_line("GET /" + std::string(200, 'a') + " HTTP/1.1")), 414U);
  EXPECT_EQ(status_of("GET /" + std::string(200, 'a')), 414U);
  EXPECT_EQ(status_of(with_fields("X: " + std::string(400, 'a') + "\r\n")), 431U);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: " + std::string(600, 'a')), 431U);
  EXPECT_EQ(status_of(with_fields("A:\r\nB:\r\nC:\r\nD:\r\nE:\r\n")), 0U);
  EXPECT_EQ(status_of(with_fields("A:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\n")), 431U);
}

TEST(Framing, the_end_is_found_whatever_the_pieces) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\r\n";
  const std::string bytes = head + "GET /next";
  for (std::size_t first = 1; first < bytes.size(); ++first) {
    std::size_t searched = 0;
    std::optional<std::size_t> end;
    for (std::size_t have = first; have <= bytes.size() && !end; ++have) {
      end = find_head_end(std::string_view(bytes).substr(0, have), searched, limits).value();
    }
    EXPECT_EQ(end, head.size()) << first;
  }
}

TEST(Framing, a_head_tells_what_follows_it) {
  const auto framing = [](const std::string& head) { return check_head(head, limits).value(); };
  EXPECT_EQ(framing(with_fields("Content-Length: 12\r\nExpect: 100-continue\r\n")),
            (Framing{.content_length = 12, .keep_alive = true, .expects_continue = true}));
  EXPECT_EQ(framing(with_fields("Transfer-Encoding: chunked\r\nConnection: x, Close\r\n")), (Framing{.chunked = true}));
  EXPECT_EQ(framing("GET / HTTP/1.0\r\n\r\n"), (Framing{.minor_version = 0}));
  EXPECT_EQ(framing("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
            (Framing{.keep_alive = true, .minor_version = 0}));
  EXPECT_EQ(framing("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"), (Framing{.minor_version = 0}));
}

}  // namespace
}  // namespace plaza::http
