#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/grpc/http2_session.hpp"
#include "platform/rpc/grpc/loopback.hpp"
#include "platform/rpc/grpc/messages.hpp"
#include "platform/rpc/grpc/status.hpp"

// What a server bears from its clients.
namespace plaza::rpc::grpc_loopback {
namespace {

// A client that says what a test wants, on a socket that blocks.
class RawClient final : public Http2Events {
 public:
  explicit RawClient(std::uint16_t port) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }
  // The beginning of a call; its body follows, or does not.
  std::int32_t call(std::string_view path, std::string_view body, bool whole = true,
                    std::string_view type = "application/grpc", std::string_view timeout = "5S") {
    auto& out = bodies_.emplace_back(std::make_unique<Http2Body>());
    std::ranges::copy(body, out->bytes.append(body.size()));
    out->ended = whole;
    const std::array<Http2Field, 6> fields{{{":method", "POST"},
                                            {":scheme", "http"},
                                            {":path", path},
                                            {":authority", "test"},
                                            {"content-type", type},
                                            {"grpc-timeout", timeout}}};
    const auto stream = session_.request(fields, *out);
    flush();
    return stream;
  }
  void reset(std::int32_t stream) {
    session_.reset(stream, http2_cancel);
    flush();
  }
  // Reads until the stream is closed, or the connection.
  bool wait_for_end(std::int32_t stream) {
    while (!statuses_.contains(stream) && read()) {
    }
    return statuses_.contains(stream);
  }
  bool is_closed() {
    while (read()) {
    }
    return true;
  }
  const GrpcStatus& status(std::int32_t stream) { return gathered_[stream]; }
  std::string status_code(std::int32_t stream) { return gathered_[stream].code; }

 private:
  bool read() {
    std::array<std::uint8_t, 4096> bytes;
    boost::system::error_code error;
    const auto count = socket_.read_some(asio::buffer(bytes), error);
    if (error || !session_.receive(std::span(bytes).first(count)).empty()) return false;
    flush();
    return true;
  }
  void flush() {
    ByteBuffer out;
    session_.collect(out, 1UL << 20U);
    boost::system::error_code ignored;
    asio::write(socket_, asio::buffer(out.data(), out.size()), ignored);
  }
  void header(std::int32_t stream, std::string_view name, std::string_view value) override {
    gathered_[stream].take(name, value);
  }
  void data(std::int32_t, std::span<const std::uint8_t>) override {}
  void ended(std::int32_t) override {}
  void closed(std::int32_t stream, std::uint32_t error) override { statuses_[stream] = error; }

  asio::io_context io_;
  asio::ip::tcp::socket socket_;
  std::vector<std::unique_ptr<Http2Body>> bodies_;
  std::unordered_map<std::int32_t, GrpcStatus> gathered_;
  std::unordered_map<std::int32_t, std::uint32_t> statuses_;
  Http2Session session_{Http2Session::Role::client, {}, *this};
};

std::string framed(const EchoRequest& request) {
  ByteBuffer out;
  append_message(out, request, 1UL << 20U);
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

constexpr std::string_view echo_path = "/test.v1.EchoService/Echo";

struct Malformed {
  std::string name;
  std::string body;
  std::string code;
};

class GrpcMalformed : public ::testing::TestWithParam<Malformed> {};

TEST_P(GrpcMalformed, call_is_refused_and_the_connection_lives_on) {
  Service service;
  service.echo().start();
  RawClient client(service.port());
  const auto bad = client.call(echo_path, GetParam().body);
  ASSERT_TRUE(client.wait_for_end(bad));
  EXPECT_EQ(client.status_code(bad), GetParam().code);
  const auto good = client.call(echo_path, framed(say("1")));
  ASSERT_TRUE(client.wait_for_end(good));
  EXPECT_EQ(client.status_code(good), "0");
  EXPECT_EQ(service.calls, 1);
}

INSTANTIATE_TEST_SUITE_P(GrpcLimits, GrpcMalformed,
                         ::testing::Values(Malformed{"without_a_message", "", "3"},
                                           Malformed{"with_half_a_prefix", std::string(3, '\0'), "3"},
                                           Malformed{"with_half_a_message", framed(say("hello")).substr(0, 8), "3"},
                                           Malformed{"with_two_messages", framed(say("1")) + framed(say("2")), "3"},
                                           Malformed{"that_is_compressed", "\x01" + framed(say("1")).substr(1), "12"},
                                           Malformed{"that_is_said_to_be_huge", std::string("\0\xff\xff\xff\xff", 5),
                                                     "8"},
                                           Malformed{"of_other_bytes", std::string("\0\0\0\0\3\xff\xff\xff", 8), "3"}),
                         [](const auto& test) { return test.param.name; });

TEST(GrpcLimits, an_unknown_method_another_protocol_and_bad_metadata_are_named_as_such) {
  Service service;
  service.echo().start();
  RawClient client(service.port());
  const auto unknown = client.call("/test.v1.EchoService/None", framed(say("1")));
  ASSERT_TRUE(client.wait_for_end(unknown));
  EXPECT_EQ(client.status_code(unknown), "12");
  const auto json = client.call(echo_path, "{}", true, "application/json");
  ASSERT_TRUE(client.wait_for_end(json));
  EXPECT_EQ(client.status(json).http, "415");
  const auto timeless = client.call(echo_path, framed(say("1")), true, "application/grpc", "soon");
  ASSERT_TRUE(client.wait_for_end(timeless));
  EXPECT_EQ(client.status_code(timeless), "3");
  EXPECT_EQ(service.calls, 0);
}

TEST(GrpcLimits, a_spent_deadline_is_refused_before_the_handler) {
  Service service;
  service.echo().start();
  RawClient client(service.port());
  const auto call = client.call(echo_path, framed(say("1")), true, "application/grpc", "0m");
  ASSERT_TRUE(client.wait_for_end(call));
  EXPECT_EQ(client.status_code(call), "4");
  EXPECT_EQ(service.calls, 0);
}

TEST(GrpcLimits, a_call_that_never_becomes_whole_ends_at_its_deadline) {
  GrpcServerOptions options;
  options.keepalive_timeout = milliseconds{100};
  Service service(options);
  service.echo().start();
  RawClient client(service.port());
  const auto call = client.call(echo_path, framed(say("hello")).substr(0, 8), false, "application/grpc", "50m");
  ASSERT_TRUE(client.wait_for_end(call));
  EXPECT_EQ(client.status_code(call), "4");
}

TEST(GrpcLimits, a_handler_learns_that_its_caller_reset_the_call_or_has_gone) {
  Service service;
  Gate gate(service);
  service.start();
  {
    RawClient client(service.port());
    const auto call = client.call("/test.v1.EchoService/Wait", framed(say("")));
    ASSERT_TRUE(gate.has_waiting(1));
    client.reset(call);
    ASSERT_TRUE(gate.has_cancelled(1));
    client.call("/test.v1.EchoService/Wait", framed(say("")));
    ASSERT_TRUE(gate.has_waiting(1));
  }
  EXPECT_TRUE(gate.has_cancelled(2));
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(GrpcLimits, what_is_no_http2_is_closed) {
  Service service;
  service.echo().start();
  RawClient client(service.port());
  client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(GrpcLimits, a_silent_connection_is_closed_and_so_is_one_that_answers_no_pings) {
  GrpcServerOptions options;
  options.keepalive_interval = milliseconds{50};
  options.keepalive_timeout = milliseconds{50};
  Service service(options);
  service.echo().start();
  RawClient silent(service.port());
  RawClient stuck(service.port());
  stuck.call(echo_path, framed(say("1")));
  ASSERT_TRUE(eventually([&] { return service.calls == 1; }));
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(GrpcLimits, a_connection_without_calls_is_ended_in_order) {
  GrpcServerOptions options;
  options.idle_timeout = milliseconds{50};
  options.linger_timeout = milliseconds{50};
  Service service(options);
  service.echo().start();
  RawClient client(service.port());
  const auto call = client.call(echo_path, framed(say("1")));
  ASSERT_TRUE(client.wait_for_end(call));
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(GrpcLimits, a_client_that_takes_no_answers_is_closed) {
  GrpcServerOptions options;
  options.write_timeout = milliseconds{100};
  options.output_bytes_max = 64UL * 1024;
  std::atomic<int> handled = 0;
  Service service(options);
  service.server().handle<Do>([&](const EchoRequest&, const RequestContext&) {
    ++handled;
    return echoed(say(std::string(3UL * 1024 * 1024, 'x')));
  });
  service.start();
  RawClient client(service.port());
  // More than all windows and buffers between the two hold.
  for (int i = 0; i < 20; ++i) client.call("/test.v1.EchoService/Do", framed(say("")));
  ASSERT_TRUE(eventually([&] { return handled > 0; }));
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
  EXPECT_LT(handled, 5) << "what has no room is refused";
}

TEST(GrpcLimits, requests_that_are_not_complete_take_a_bounded_amount_of_memory) {
  GrpcServerOptions options;
  options.input_bytes_max = 100'000;
  Service service(options);
  service.echo().start();
  RawClient client(service.port());
  const auto half = framed(say(std::string(60'000, 'x'))).substr(0, 50'000);
  const auto first = client.call(echo_path, half, false);
  const auto second = client.call(echo_path, half, false);
  const auto third = client.call(echo_path, half, false);
  ASSERT_TRUE(client.wait_for_end(third));
  EXPECT_EQ(client.status_code(third), "8");
  client.reset(first);
  client.reset(second);
  const auto whole = client.call(echo_path, framed(say(std::string(60'000, 'x'))));
  ASSERT_TRUE(client.wait_for_end(whole));
  EXPECT_EQ(client.status_code(whole), "0");
}

TEST(GrpcLimits, one_connection_too_many_is_closed) {
  GrpcServerOptions options;
  options.connections_max = 2;
  Service service(options);
  service.echo().start();
  RawClient first(service.port());
  RawClient second(service.port());
  ASSERT_TRUE(eventually([&] { return service.server().connections() == 2; }));
  RawClient third(service.port());
  EXPECT_TRUE(third.is_closed());
}

// A service that takes two calls at once on its worker.
GrpcServerOptions two_at_once() {
  GrpcServerOptions options;
  options.admission.concurrency = {.initial = 2, .min = 2, .max = 2};
  return options;
}

TEST(GrpcLimits, what_does_not_fit_is_shed_at_once_until_there_is_more_room) {
  Service service(two_at_once());
  service.echo();
  Gate gate(service);
  Live<AdmissionOptions> admission(two_at_once().admission);
  service.server().follow(admission);
  service.start();
  Caller caller({service.endpoint()});
  auto first = caller.begin<Wait>({});
  auto second = caller.begin<Wait>({});
  ASSERT_TRUE(gate.has_waiting(2));
  const auto shed = caller.ask<Echo>(say("1"));
  ASSERT_FALSE(shed);
  EXPECT_EQ(shed.error().code, Code::unavailable);
  EXPECT_EQ(shed.error().reason, resilience::reason_overloaded);
  EXPECT_TRUE(shed.error().retry_after);
  EXPECT_EQ(service.calls, 0) << "and nobody asks again before that";
  admission.change({.concurrency = {.initial = 10, .min = 10, .max = 10}});
  EXPECT_TRUE(eventually([&] { return caller.ask<Echo>(say("1")).has_value(); }));
  gate.open();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
}

}  // namespace
}  // namespace plaza::rpc::grpc_loopback
