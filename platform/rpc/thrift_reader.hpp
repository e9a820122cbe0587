#pragma once

#include <bit>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include <thrift/protocol/TVirtualProtocol.h>

#include "platform/core/config.hpp"
#include "platform/rpc/thrift_writer.hpp"

namespace plaza::rpc {

// What a peer may make us allocate and how deep it may make us recurse.
struct FrameLimits {
  std::uint64_t frame_bytes_max = 16UL * 1024 * 1024;
  // Elements of all lists, sets and maps of one message together. Memory is allocated for them before they are read.
  std::uint32_t container_items_max = 262'144;
  std::uint32_t depth_max = 32;

  void describe(config::Section section);
};

// What stands before the arguments or the answer in a frame.
struct MessageHead {
  thrift::protocol::TMessageType type = thrift::protocol::T_CALL;
  std::string_view name;  // in the frame's own bytes
  std::int32_t seqid = 0;
};

// Reads binary Thrift (strict form) from the bytes of one frame; throws TProtocolException when they are malformed or
// ask for more than the limits. A TProtocol, like FrameWriter.
class FrameReader final : public thrift::protocol::TVirtualProtocol<FrameReader> {
 public:
  using Type = thrift::protocol::TType;

  explicit FrameReader(const FrameLimits& limits);

  // `frame`: without its length; must stay while it is read.
  MessageHead begin(std::span<const std::uint8_t> frame);
  // Throws when the message was shorter than its frame.
  void end() const;

  // What is still unread, for those who know its bytes; pass() goes on behind the first `count` of them.
  [[nodiscard]] std::span<const std::uint8_t> rest() const { return rest_; }
  void pass(std::size_t count) { rest_ = rest_.subspan(count); }

  std::uint32_t readMessageBegin(std::string& name, thrift::protocol::TMessageType& type, std::int32_t& seqid);
  std::uint32_t readMessageEnd() { return 0; }
  std::uint32_t readStructBegin(std::string& /*name*/) { return 0; }
  std::uint32_t readStructEnd() { return 0; }
  std::uint32_t readFieldBegin(std::string& /*name*/, Type& type, std::int16_t& id) {
    type = static_cast<Type>(get<std::uint8_t>());
    id = 0;
    if (type == thrift::protocol::T_STOP) return 1;
    id = get<std::int16_t>();
    return 3;
  }
  std::uint32_t readFieldEnd() { return 0; }
  std::uint32_t readMapBegin(Type& key, Type& value, std::uint32_t& size) {
    key = static_cast<Type>(get<std::uint8_t>());
    value = static_cast<Type>(get<std::uint8_t>());
    size = get_container_size();
    return 6;
  }
  std::uint32_t readMapEnd() { return 0; }
  std::uint32_t readListBegin(Type& element, std::uint32_t& size) {
    element = static_cast<Type>(get<std::uint8_t>());
    size = get_container_size();
    return 5;
  }
  std::uint32_t readListEnd() { return 0; }
  std::uint32_t readSetBegin(Type& element, std::uint32_t& size) { return readListBegin(element, size); }
  std::uint32_t readSetEnd() { return 0; }
  std::uint32_t readBool(bool& value) {
    value = get<std::uint8_t>() != 0;
    return 1;
  }
  std::uint32_t readBool(std::vector<bool>::reference value) {
    value = get<std::uint8_t>() != 0;
    return 1;
  }
  std::uint32_t readByte(std::int8_t& value) { return read(value); }
  std::uint32_t readI16(std::int16_t& value) { return read(value); }
  std::uint32_t readI32(std::int32_t& value) { return read(value); }
  std::uint32_t readI64(std::int64_t& value) { return read(value); }
  std::uint32_t readDouble(double& value) {
    value = std::bit_cast<double>(get<std::uint64_t>());
    return sizeof(value);
  }
  std::uint32_t readString(std::string& text) {
    const auto bytes = get_string();
    text.assign(bytes);
    return static_cast<std::uint32_t>(sizeof(std::int32_t) + bytes.size());
  }
  std::uint32_t readBinary(std::string& bytes) { return readString(bytes); }
  std::uint32_t skip(Type type) { return thrift::protocol::skip(*this, type); }

  int getMinSerializedSize(Type type) override;

 private:
  template <std::integral T>
  T get() {
    if (rest_.size() < sizeof(T)) truncated();
    T bits;
    std::memcpy(&bits, rest_.data(), sizeof(T));
    rest_ = rest_.subspan(sizeof(T));
    return network_order(bits);
  }
  template <std::integral T>
  std::uint32_t read(T& value) {
    value = get<T>();
    return sizeof(T);
  }
  std::string_view get_string();
  std::uint32_t get_container_size();
  [[noreturn]] static void truncated();

  std::uint32_t container_items_max_;
  std::uint32_t items_left_ = 0;
  std::span<const std::uint8_t> rest_;
};

}  // namespace plaza::rpc
