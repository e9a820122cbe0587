#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "platform/core/error.hpp"
#include "platform/rpc/byte_buffer.hpp"

namespace google::protobuf {
class MessageLite;
}

// Messages as gRPC frames them on a stream: a byte that says whether it is compressed, four of length, the message
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
namespace plaza::rpc {

inline constexpr std::size_t message_prefix_bytes = 5;

// Appends the message and returns the size of it with its prefix; 0, and nothing is appended, when it is larger than
// `bytes_max`.
std::size_t append_message(ByteBuffer& out, const google::protobuf::MessageLite& message, std::uint64_t bytes_max);

// False when the bytes are no such message.
bool parse_message(google::protobuf::MessageLite& message, std::span<const std::uint8_t> bytes);

// The first whole message of what has arrived, without its prefix; nothing when it is not there yet. Errors:
// resource_exhausted when it is (going to be) larger than `bytes_max`, unimplemented when it is compressed.
Result<std::optional<std::span<const std::uint8_t>>> first_message(const ByteBuffer& in, std::uint64_t bytes_max);

}  // namespace plaza::rpc
