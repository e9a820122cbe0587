#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"
#include "platform/rpc/raw_client.hpp"
#include "platform/rpc/thrift_reader.hpp"

// Frames that are wrong, hostile, or very many.
namespace plaza::rpc::loopback {
namespace {

using thrift::protocol::TProtocolException;

std::vector<std::uint8_t> frame_of(std::vector<std::uint8_t> body) {
  const auto length = network_order(static_cast<std::uint32_t>(body.size()));
  std::vector<std::uint8_t> frame(4);
  std::memcpy(frame.data(), &length, 4);
  frame.insert(frame.end(), body.begin(), body.end());
  return frame;
}

TEST(ThriftFrame, malformed_bytes_end_their_connection_and_no_other) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  const std::vector<std::vector<std::uint8_t>> wrong{
      {'G', 'E', 'T', ' ', '/', ' ', 'H', 'T', 'T', 'P'},
      {0xff, 0xff, 0xff, 0xff},
      frame_of({}),
      frame_of({0x80, 0x01, 0x00}),
      frame_of({0x80, 0x01, 0x00, 0x01, 0x7f, 0xff, 0xff, 0xff}),
      frame_of({0x80, 0x01, 0x00, 0x02, 0, 0, 0, 0, 0, 0, 0, 1, 0}),
  };
  for (const auto& bytes : wrong) {
    RawClient client(service.port());
    client.send(bytes);
    EXPECT_TRUE(client.is_closed());
  }
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  EXPECT_EQ(service.calls, 2);
}

TEST(ThriftFrame, a_list_that_claims_more_than_its_frame_holds_ends_the_connection) {
  Service service;
  service.echo().start();
  for (const std::uint32_t claimed : {2U, 1'000'000U, 0x7fffffffU, 0xffffffffU}) {
    RawClient client(service.port());
    client.send(call_frame(claimed, {"1"}).bytes());
    EXPECT_TRUE(client.is_closed());
  }
  EXPECT_EQ(service.calls, 0);
}

TEST(ThriftFrame, a_frame_may_come_in_pieces) {
  Service service;
  service.echo().start();
  RawClient client(service.port());
  const auto frame = call_frame(1, {"5901012345"});
  for (const auto byte : frame.bytes()) client.send({&byte, 1});
  std::array<std::uint8_t, 4> length;
  EXPECT_EQ(asio::read(client.socket, asio::buffer(length)), 4U);
}

TEST(ThriftFrame, elements_of_all_containers_together_are_bounded) {
  const auto frame = call_frame(3, {"1", "2", "3"});
  const auto read = [&](std::uint32_t items_max) {
    FrameReader reader(FrameLimits{.container_items_max = items_max});
    reader.begin(frame.bytes().subspan(4));
    wire::RequestHeader header;
    pharmacy::GetMany::Request request;
    read_arguments(reader, header, request);
    reader.end();
    return request.ids.size();
  };
  EXPECT_EQ(read(3), 3U);
  EXPECT_THROW(read(2), TProtocolException);
}

TEST(ThriftFrame, nesting_is_bounded) {
  ByteBuffer buffer;
  FrameWriter writer(buffer);
  writer.begin(thrift::protocol::T_CALL, "getMany", 7);
  for (int i = 0; i < 1000; ++i) writer.writeFieldBegin("deeper", thrift::protocol::T_STRUCT, 9);
  for (int i = 0; i <= 1000; ++i) writer.writeFieldStop();
  writer.end();
  FrameReader reader(FrameLimits{});
  reader.begin(std::as_const(buffer).bytes().subspan(4));
  EXPECT_THROW(reader.skip(thrift::protocol::T_STRUCT), TProtocolException);
  // And the next frame is read as if nothing had been.
  const auto good = call_frame(1, {"1"});
  reader.begin(good.bytes().subspan(4));
  reader.skip(thrift::protocol::T_STRUCT);
  reader.end();
}

TEST(ThriftFrame, a_call_or_an_answer_that_is_too_large_is_refused_and_the_connection_lives_on) {
  ServerOptions server_options;
  server_options.frame.frame_bytes_max = 10'000;
  Service service(server_options);
  service.echo().start();
  ChannelOptions options;
  options.connection.frame.frame_bytes_max = 100'000;
  Caller caller({service.endpoint()}, options);
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  const auto refused_here = caller.ask<pharmacy::GetMany>(ids({std::string(200'000, 'x')}));
  ASSERT_FALSE(refused_here);
  EXPECT_EQ(refused_here.error().code, Code::resource_exhausted);
  // The answer has more bytes per id than the call.
  const auto refused_there = caller.ask<pharmacy::GetMany>(ids(std::vector<std::string>(900, "123456")));
  ASSERT_FALSE(refused_there);
  EXPECT_EQ(refused_there.error().code, Code::resource_exhausted);
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
}

TEST(ThriftFrame, a_connection_carries_any_number_of_bytes) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  const std::string megabyte(1024UL * 1024, 'x');
  for (int i = 0; i < 150; ++i) {
    const auto answer = caller.ask<pharmacy::GetMany>(ids({megabyte}));
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_EQ(answer->pharmacies[0].id.size(), megabyte.size());
  }
}

}  // namespace
}  // namespace plaza::rpc::loopback
