#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/thrift_writer.hpp"

// For tests that write bytes of their own making to a server.
namespace plaza::rpc::loopback {

// A client of its own making, one byte at a time if need be.
struct RawClient {
  explicit RawClient(std::uint16_t port) : socket(io) { socket.connect({asio::ip::make_address("127.0.0.1"), port}); }
  void send(std::span<const std::uint8_t> bytes) { asio::write(socket, asio::buffer(bytes.data(), bytes.size())); }
  // True when the server ended the connection without a word.
  bool is_closed() {
    std::array<std::uint8_t, 1> byte;
    boost::system::error_code error;
    return asio::read(socket, asio::buffer(byte), error) == 0;
  }
  asio::io_context io;
  asio::ip::tcp::socket socket;
};

// A call of getMany with these ids.
inline ByteBuffer call_frame(std::uint32_t claimed_size, const std::vector<std::string>& ids) {
  ByteBuffer buffer;
  FrameWriter writer(buffer);
  writer.begin(thrift::protocol::T_CALL, "getMany", 7);
  writer.writeFieldBegin("request", thrift::protocol::T_STRUCT, 2);
  writer.writeFieldBegin("ids", thrift::protocol::T_LIST, 1);
  writer.writeListBegin(thrift::protocol::T_STRING, claimed_size);
  for (const auto& id : ids) writer.writeString(id);
  writer.writeFieldStop();
  writer.writeFieldStop();
  writer.end();
  return buffer;
}

}  // namespace plaza::rpc::loopback
