#include "platform/tls/stream.hpp"

#include <csignal>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "platform/tls/test_certificates.hpp"

namespace plaza::tls {
namespace {

using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using ContextPtr = std::shared_ptr<const Context>;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

// Two ends of a connection on one loop.
struct Streams : ::testing::Test {
  Streams() {
    // As every process does: a write to a closed connection is an error of that write.
    std::signal(SIGPIPE, SIG_IGN);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    client.socket().connect(acceptor.local_endpoint());
    server.socket() = acceptor.accept();
    client.socket().non_blocking(true);
    server.socket().non_blocking(true);
  }

  ContextPtr server_side(const testing::Wish& wish = {.names = {"pharmacy"}}, bool mutual = false,
                         std::vector<std::string> names = {}) {
    const auto issued = authority.issue(wish);
    return server_context({issued.certificate, issued.key, mutual ? authority.certificate() : std::string()},
                          std::move(names))
        .value();
  }
  ContextPtr client_side(const std::string& server_name = "pharmacy", const testing::Issued& shown = {}) {
    return client_context({shown.certificate, shown.key, authority.certificate()}, server_name).value();
  }

  // Both handshakes, and in TLS 1.3 the server's word about the client's certificate, which comes with the first byte.
  struct Outcome {
    ErrorCode client;
    ErrorCode server;
    ErrorCode first_byte;
  };
  Outcome shake_hands(ContextPtr of_server, ContextPtr of_client) {
    Outcome outcome;
    asio::co_spawn(io, greet(std::move(of_server), outcome), asio::detached);
    asio::co_spawn(io, wait_for_greeting(std::move(of_client), outcome), asio::detached);
    io.restart();
    io.run_for(std::chrono::seconds{10});
    return outcome;
  }

  asio::awaitable<void> greet(ContextPtr context, Outcome& outcome) {
    std::tie(outcome.server) = co_await server.async_handshake(std::move(context), as_tuple);
    if (outcome.server) co_return server.close();
    ErrorCode error;
    server.write_some(asio::buffer("!", 1), error);
  }
  asio::awaitable<void> wait_for_greeting(ContextPtr context, Outcome& outcome) {
    std::tie(outcome.client) = co_await client.async_handshake(std::move(context), as_tuple);
    if (outcome.client) co_return client.close();
    char byte = 0;
    std::tie(outcome.first_byte, std::ignore) = co_await client.async_read_some(asio::buffer(&byte, 1), as_tuple);
  }

  // Sends all of it, waiting where it must; counts the waits.
  asio::awaitable<void> send(std::string text, int& waits) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      ErrorCode error;
      sent += server.write_some(asio::buffer(text.data() + sent, text.size() - sent), error);
      if (!error) continue;
      if (error != asio::error::would_block) co_return;
      ++waits;
      co_await server.async_wait_writable(as_tuple);
    }
    ErrorCode ignored;
    server.shutdown_send(ignored);
  }
  asio::awaitable<void> receive(std::string& text, ErrorCode& end) {
    std::array<char, 5'000> room{};
    while (!end) {
      std::size_t count = 0;
      std::tie(end, count) = co_await client.async_read_some(asio::buffer(room), as_tuple);
      text.append(room.data(), count);
    }
  }
  void transfer(const std::string& text) {
    std::string received;
    ErrorCode end;
    int waits = 0;
    asio::co_spawn(io, send(text, waits), asio::detached);
    asio::co_spawn(io, receive(received, end), asio::detached);
    io.restart();
    io.run_for(std::chrono::seconds{20});
    EXPECT_EQ(end, asio::error::eof);
    EXPECT_EQ(received.size(), text.size());
    EXPECT_TRUE(received == text);
    EXPECT_GT(waits, 0);
  }

  testing::Authority authority{"fleet"};
  asio::io_context io{1};
  Stream server{io.get_executor()};
  Stream client{io.get_executor()};
};

std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 12'000'000; ++i) text += std::to_string(i) + '\n';
  return text;
}

TEST_F(Streams, carry_bytes_and_their_orderly_end_without_tls) {
  EXPECT_FALSE(server.secure());
  transfer(long_text());
}

TEST_F(Streams, carry_bytes_and_their_orderly_end_with_tls) {
  const auto outcome = shake_hands(server_side(), client_side());
  ASSERT_FALSE(outcome.client || outcome.server || outcome.first_byte);
  EXPECT_TRUE(server.secure());
  transfer(long_text());
}

TEST_F(Streams, write_a_sequence_of_buffers) {
  ASSERT_FALSE(shake_hands(server_side(), client_side()).client);
  const std::array<asio::const_buffer, 3> parts{asio::buffer("one ", 4), asio::buffer("", 0), asio::buffer("two", 3)};
  ErrorCode error;
  EXPECT_EQ(server.write_some(parts, error), 7U);
  ErrorCode ignored;
  server.shutdown_send(ignored);
  std::string received;
  ErrorCode end;
  asio::co_spawn(io, receive(received, end), asio::detached);
  io.restart();
  io.run_for(std::chrono::seconds{10});
  EXPECT_EQ(received, "one two");
}

TEST_F(Streams, a_client_refuses_a_server_of_another_authority) {
  const testing::Authority stranger("stranger");
  const auto outcome = shake_hands(server_side(), client_context({{}, {}, stranger.certificate()}, "pharmacy").value());
  EXPECT_TRUE(outcome.client);
  EXPECT_TRUE(outcome.server);
  EXPECT_EQ(client.why_refused(), "unable to get local issuer certificate");
}

TEST_F(Streams, a_client_refuses_a_server_of_another_name) {
  EXPECT_TRUE(shake_hands(server_side(), client_side("booking")).client);
  EXPECT_EQ(client.why_refused(), "hostname mismatch");
}

TEST_F(Streams, a_client_refuses_a_certificate_that_has_ended) {
  const testing::Wish ended{.names = {"pharmacy"}, .age = std::chrono::seconds{100}, .life = std::chrono::seconds{50}};
  EXPECT_TRUE(shake_hands(server_side(ended), client_side()).client);
  EXPECT_EQ(client.why_refused(), "certificate has expired");
}

TEST_F(Streams, a_server_that_wants_a_certificate_refuses_a_client_without) {
  const auto outcome = shake_hands(server_side({.names = {"pharmacy"}}, true), client_side());
  EXPECT_TRUE(outcome.server);
  EXPECT_TRUE(outcome.first_byte);
}

TEST_F(Streams, a_server_that_wants_a_certificate_refuses_one_of_another_authority) {
  const auto forged = testing::Authority("stranger").issue({.names = {"gateway"}});
  const auto outcome = shake_hands(server_side({.names = {"pharmacy"}}, true), client_side("pharmacy", forged));
  EXPECT_TRUE(outcome.server);
  EXPECT_TRUE(outcome.first_byte);
}

TEST_F(Streams, mutual_tls_lets_in_who_is_signed) {
  const auto gateway = authority.issue({.names = {"gateway"}});
  const auto outcome = shake_hands(server_side({.names = {"pharmacy"}}, true), client_side("pharmacy", gateway));
  EXPECT_FALSE(outcome.client || outcome.server || outcome.first_byte);
}

TEST_F(Streams, mutual_tls_lets_in_only_the_names_that_may_come) {
  const auto booking = authority.issue({.names = {"booking"}});
  const auto outcome =
      shake_hands(server_side({.names = {"pharmacy"}}, true, {"gateway"}), client_side("pharmacy", booking));
  EXPECT_EQ(outcome.server, asio::error::access_denied);
  EXPECT_TRUE(outcome.first_byte);
  EXPECT_EQ(server.why_refused(), "its certificate carries none of the names that may come");
}

TEST_F(Streams, a_client_that_speaks_no_tls_fails_the_handshake) {
  ErrorCode outcome;
  server.async_handshake(server_side(), [&](const ErrorCode& error) { outcome = error; });
  client.socket().write_some(asio::buffer(std::string("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
  io.run_for(std::chrono::seconds{10});
  EXPECT_TRUE(outcome);
}

TEST_F(Streams, cancel_ends_a_handshake_that_waits) {
  ErrorCode outcome;
  server.async_handshake(server_side(), [&](const ErrorCode& error) { outcome = error; });
  io.poll();
  server.cancel();
  io.run_for(std::chrono::seconds{10});
  EXPECT_EQ(outcome, asio::error::operation_aborted);
}

}  // namespace
}  // namespace plaza::tls
