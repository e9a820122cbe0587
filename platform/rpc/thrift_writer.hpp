#pragma once

#include <bit>
#include <limits>
#include <string_view>

#include <thrift/protocol/TVirtualProtocol.h>

#include "platform/rpc/byte_buffer.hpp"

namespace plaza::rpc {

namespace thrift = apache::thrift;

// A number in the byte order of the network, as the bits that go out.
template <std::integral T>
T network_order(T value) {
  return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

// Writes framed binary Thrift (strict form) straight into a buffer. A TProtocol, so that all generated code can use it;
// code generated as templates does so without a virtual call. Frames follow each other in the buffer.
class FrameWriter final : public thrift::protocol::TVirtualProtocol<FrameWriter> {
 public:
  using Type = thrift::protocol::TType;

  explicit FrameWriter(ByteBuffer& out);

  // The length, the version and the name of a message; end() fills in the length and returns the size of the frame.
  void begin(thrift::protocol::TMessageType type, std::string_view name, std::int32_t seqid);
  std::size_t end();
  // Takes back what was written since begin().
  void roll_back() { out_->truncate(start_); }

  std::uint32_t writeMessageBegin(const std::string& name, thrift::protocol::TMessageType type, std::int32_t seqid);
  std::uint32_t writeMessageEnd() { return 0; }
  std::uint32_t writeStructBegin(const char* /*name*/) { return 0; }
  std::uint32_t writeStructEnd() { return 0; }
  std::uint32_t writeFieldBegin(const char* /*name*/, Type type, std::int16_t id) {
    auto* place = out_->append(3);
    place[0] = static_cast<std::uint8_t>(type);
    const auto bits = network_order(id);
    std::memcpy(place + 1, &bits, sizeof(bits));
    return 3;
  }
  std::uint32_t writeFieldEnd() { return 0; }
  std::uint32_t writeFieldStop() { return put(std::uint8_t{thrift::protocol::T_STOP}); }
  std::uint32_t writeMapBegin(Type key, Type value, std::uint32_t size) {
    return put(static_cast<std::uint8_t>(key)) + put(static_cast<std::uint8_t>(value)) + put(size);
  }
  std::uint32_t writeMapEnd() { return 0; }
  std::uint32_t writeListBegin(Type element, std::uint32_t size) {
    return put(static_cast<std::uint8_t>(element)) + put(size);
  }
  std::uint32_t writeListEnd() { return 0; }
  std::uint32_t writeSetBegin(Type element, std::uint32_t size) { return writeListBegin(element, size); }
  std::uint32_t writeSetEnd() { return 0; }
  std::uint32_t writeBool(bool value) { return put(static_cast<std::uint8_t>(value)); }
  std::uint32_t writeByte(std::int8_t value) { return put(value); }
  std::uint32_t writeI16(std::int16_t value) { return put(value); }
  std::uint32_t writeI32(std::int32_t value) { return put(value); }
  std::uint32_t writeI64(std::int64_t value) { return put(value); }
  std::uint32_t writeDouble(double value) { return put(std::bit_cast<std::uint64_t>(value)); }
  std::uint32_t writeString(std::string_view text) {
    if (text.size() > std::numeric_limits<std::int32_t>::max()) {
      throw thrift::protocol::TProtocolException(thrift::protocol::TProtocolException::SIZE_LIMIT);
    }
    const auto size = static_cast<std::uint32_t>(text.size());
    auto* place = out_->append(sizeof(size) + size);
    const auto bits = network_order(size);
    std::memcpy(place, &bits, sizeof(bits));
    if (size != 0) std::memcpy(place + sizeof(size), text.data(), size);
    return static_cast<std::uint32_t>(sizeof(size)) + size;
  }
  std::uint32_t writeBinary(std::string_view bytes) { return writeString(bytes); }
  // Finished fields, trusted. Returns where they stand until more is written.
  std::uint8_t* raw(std::span<const std::uint8_t> bytes) {
    auto* place = out_->append(bytes.size());
    if (!bytes.empty()) std::memcpy(place, bytes.data(), bytes.size());
    return place;
  }

  int getMinSerializedSize(Type type) override;

 private:
  template <std::integral T>
  std::uint32_t put(T value) {
    const auto bits = network_order(value);
    std::memcpy(out_->append(sizeof(bits)), &bits, sizeof(bits));
    return sizeof(bits);
  }

  ByteBuffer* out_;
  std::size_t start_ = 0;  // of the frame that is being written
};

}  // namespace plaza::rpc
