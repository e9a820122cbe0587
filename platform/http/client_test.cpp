#include "platform/http/client.hpp"

#include <boost/asio/co_spawn.hpp>

#include "platform/http/gzip.hpp"
#include "platform/http/test_scripted_server.hpp"
#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::eventually;
using testing::Script;
using testing::ScriptedServer;

TEST(Url, parts_are_found) {
  const auto url = Url::parse("HTTP://user:pass@Example.org:8080/a/b?c=d#e").value();
  EXPECT_EQ(url.scheme, "http");
  EXPECT_EQ(url.user_information, "user:pass");
  EXPECT_EQ(url.host, "Example.org");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(url.target, "/a/b?c=d");
  EXPECT_EQ(url.authority(), "Example.org:8080");
  const auto six = Url::parse("https://[::1]?q").value();
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.port, 443);
  EXPECT_EQ(six.target, "/?q");
  EXPECT_EQ(six.authority(), "[::1]");
}

TEST(Url, what_is_no_http_address_is_refused) {
  for (const auto* text : {"", "ftp://a/", "http:/a", "http://", "http://a:99999/", "http://a:0/", "http://a b/",
                           "http://a/ b", "http://[::1/", "http://a/\xc3\xa9"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, Code::invalid_argument);
  }
}

struct HttpClient : ::testing::Test {
  Result<ClientResponse> send(ClientRequest request, milliseconds time = milliseconds{5'000}) {
    std::optional<Result<ClientResponse>> result;
    asio::co_spawn(io, client().send(std::move(request), std::chrono::steady_clock::now() + time),
                   [&](const std::exception_ptr&, Result<ClientResponse> one) { result = std::move(one); });
    while (!result) io.run_one();
    return std::move(*result);
  }
  static ClientRequest get(std::uint16_t port) {
    return {.url = Url::parse("http://127.0.0.1:" + std::to_string(port) + "/x").value()};
  }
  Client& client() {
    if (!client_) client_ = std::make_unique<Client>(io.get_executor(), options);
    return *client_;
  }

  asio::io_context io;
  ClientOptions options;
  std::unique_ptr<Client> client_;
};

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

TEST_F(HttpClient, a_connection_is_kept_and_used_again) {
  ScriptedServer server({{{hello, hello}, false}});
  EXPECT_EQ(send(get(server.port()))->body, "hello");
  EXPECT_EQ(send(get(server.port()))->body, "hello");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0], "GET /x HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                             "\r\nAccept-Encoding: gzip\r\n\r\n");
}

TEST_F(HttpClient, a_kept_connection_that_was_closed_is_replaced) {
  ScriptedServer server({{{hello}}, {{hello}}});
  ASSERT_TRUE(send(get(server.port())));
  ASSERT_TRUE(eventually([&] { return server.played() == 1; }));
  EXPECT_EQ(send(get(server.port()))->body, "hello");
}

TEST_F(HttpClient, an_idempotent_call_is_sent_again_when_the_kept_connection_closes_under_it) {
  // The second request is read and answered with nothing but the end of the connection.
  ScriptedServer server({{{hello, ""}}, {{hello}}});
  ASSERT_TRUE(send(get(server.port())));
  EXPECT_EQ(send(get(server.port()))->body, "hello");
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(HttpClient, another_call_is_not_sent_twice) {
  ScriptedServer server({{{hello, ""}}, {{hello}}});
  ASSERT_TRUE(send(get(server.port())));
  auto post = get(server.port());
  post.method = Method::post;
  const auto response = send(post);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::unavailable);
}

TEST_F(HttpClient, bodies_end_by_length_by_chunks_or_by_the_connection) {
  ScriptedServer server({{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
                           "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil the end"}}});
  EXPECT_EQ(send(get(server.port()))->body, "abcde");
  EXPECT_EQ(send(get(server.port()))->body, "until the end");
}

TEST_F(HttpClient, a_body_that_is_cut_off_is_an_error) {
  for (const auto* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "HTTP/1.1 200 O",
                             "no http at all\r\n\r\n"}) {
    ScriptedServer server({{{answer}}});
    const auto response = send(get(server.port()));
    ASSERT_FALSE(response) << answer;
    EXPECT_EQ(response.error().code, Code::unavailable);
  }
}

TEST_F(HttpClient, gzip_is_undone_within_the_limit) {
  const auto packed = gzip(std::string(100'000, 'a'), 9);
  const auto answer = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(packed.size()) +
                      "\r\n\r\n" + packed;
  ScriptedServer server({{{answer, answer}, false}});
  const auto response = send(get(server.port()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.size(), 100'000U);
  EXPECT_EQ(response->headers.count(Field::content_encoding), 0U);
  auto smaller = get(server.port());
  smaller.response_bytes_max = 50'000;
  EXPECT_EQ(send(smaller).error().code, Code::resource_exhausted);
}

TEST_F(HttpClient, a_body_above_the_limit_is_refused) {
  ScriptedServer server({{{hello}}});
  auto request = get(server.port());
  request.response_bytes_max = 4;
  EXPECT_EQ(send(request).error().code, Code::resource_exhausted);
}

TEST_F(HttpClient, silence_ends_at_the_deadline_and_closes_the_connection) {
  ScriptedServer server({{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"}, false}});
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(send(get(server.port()), milliseconds{50}).error().code, Code::deadline_exceeded);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{2});
  EXPECT_TRUE(eventually([&] { return server.played() == 1; }));
}

TEST_F(HttpClient, a_refused_connection_is_unavailable) {
  std::uint16_t port = 0;
  {
    const ScriptedServer server({});
    port = server.port();
  }
  EXPECT_EQ(send(get(port)).error().code, Code::unavailable);
  EXPECT_EQ(send({.url = Url::parse("http://no-such-name.invalid/").value()}).error().code, Code::unavailable);
}

TEST_F(HttpClient, a_header_that_would_end_the_line_is_refused) {
  auto request = get(1);
  request.headers = {{"X-Name", "a\r\nHost: b"}};
  EXPECT_EQ(send(request).error().code, Code::invalid_argument);
}

TEST_F(HttpClient, calls_beyond_the_connections_wait_until_one_is_free) {
  options.connections_per_host_max = 1;
  ScriptedServer server({{{hello, hello, hello}, false}});
  int answered = 0;
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(io, client().send(get(server.port()), std::chrono::steady_clock::now() + std::chrono::seconds{5}),
                   [&](const std::exception_ptr&, const Result<ClientResponse>& one) { answered += one ? 1 : 100; });
  }
  while (answered < 3) io.run_one();
  EXPECT_EQ(answered, 3);
}

TEST_F(HttpClient, a_call_that_finds_no_free_connection_until_its_deadline_is_told_so) {
  options.connections_per_host_max = 1;
  ScriptedServer server({{{""}, false}});
  std::vector<Code> codes;
  for (const auto time : {milliseconds{200}, milliseconds{30}}) {
    asio::co_spawn(
        io, client().send(get(server.port()), std::chrono::steady_clock::now() + time),
        [&](const std::exception_ptr&, const Result<ClientResponse>& one) { codes.push_back(one.error().code); });
  }
  while (codes.size() < 2) io.run_one();
  EXPECT_EQ(codes, (std::vector{Code::resource_exhausted, Code::deadline_exceeded}));
}

struct HttpClientAndServer : testing::ServerTest {};

TEST_F(HttpClientAndServer, they_understand_each_other) {
  router.add({.method = Method::post, .path = "/echo", .handler = [](Request& request) {
                return text(200, std::string(request.body()) + std::string(request.header("Authorization")));
              }});
  start();
  asio::io_context io;
  Client client(io.get_executor());
  std::optional<Result<ClientResponse>> result;
  const auto url = Url::parse("http://user:password@127.0.0.1:" + std::to_string(port()) + "/echo").value();
  asio::co_spawn(io, client.send({.method = Method::post, .url = url, .body = "body "}, SteadyTime::max()),
                 [&](const std::exception_ptr&, Result<ClientResponse> one) { result = std::move(one); });
  while (!result) io.run_one();
  ASSERT_TRUE(result->has_value());
  EXPECT_EQ((*result)->body, "body Basic dXNlcjpwYXNzd29yZA==");
}

}  // namespace
}  // namespace plaza::http
