#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/grpc/metadata.hpp"

namespace google::protobuf {
class MessageLite;
}

namespace plaza::rpc {

class GrpcServerConnection;

// The server's end of a stream that carries messages both ways, for what the platform itself serves: health that is
// watched, reflection, calls that share a stream. On the connection's worker.
class ConversationWriter {
 public:
  ConversationWriter(std::weak_ptr<GrpcServerConnection> connection, std::int32_t stream)
      : connection_(std::move(connection)), stream_(stream) {}
  // Both do nothing when the client has gone. The size of what goes out; 0 for nothing.
  std::size_t send(const google::protobuf::MessageLite& message) const;
  // The last word; the stream ends behind what was sent.
  void finish(const Result<void>& outcome) const;

 private:
  std::weak_ptr<GrpcServerConnection> connection_;
  std::int32_t stream_;
};

// What is made for each such stream, and let go when it is closed.
class Conversation {
 public:
  virtual ~Conversation() = default;
  virtual void message(std::span<const std::uint8_t> bytes) = 0;
  // The client sends nothing more.
  virtual void ended() = 0;
  // The server stops: what need not go on ends.
  virtual void drain() {}
};

using OpenConversation = std::function<std::shared_ptr<Conversation>(ConversationWriter writer,
                                                                     const std::shared_ptr<GrpcServerConnection>&)>;

}  // namespace plaza::rpc
