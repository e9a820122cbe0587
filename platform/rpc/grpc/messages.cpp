#include "platform/rpc/grpc/messages.hpp"

#include <bit>

#include <fmt/format.h>
#include <google/protobuf/message_lite.h>

namespace plaza::rpc {

std::size_t append_message(ByteBuffer& out, const google::protobuf::MessageLite& message, std::uint64_t bytes_max) {
  const auto size = message.ByteSizeLong();
  if (size > bytes_max) return 0;
  auto* place = out.append(message_prefix_bytes + size);
  const auto length = std::byteswap(static_cast<std::uint32_t>(size));
  place[0] = 0;
  std::memcpy(place + 1, &length, sizeof(length));
  message.SerializeWithCachedSizesToArray(place + message_prefix_bytes);
  return message_prefix_bytes + size;
}

bool parse_message(google::protobuf::MessageLite& message, std::span<const std::uint8_t> bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

Result<std::optional<std::span<const std::uint8_t>>> first_message(const ByteBuffer& in, std::uint64_t bytes_max) {
  using None = std::optional<std::span<const std::uint8_t>>;
  if (in.size() < message_prefix_bytes) return None{};
  const auto bytes = in.bytes();
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data() + 1, sizeof(length));
  length = std::byteswap(length);
  if (bytes[0] != 0) return fail(Code::unimplemented, "compressed messages are not taken");
  if (length > bytes_max) {
    return fail(Code::resource_exhausted, fmt::format("a message of {} bytes is larger than {}", length, bytes_max));
  }
  if (bytes.size() - message_prefix_bytes < length) return None{};
  return bytes.subspan(message_prefix_bytes, length);
}

}  // namespace plaza::rpc
