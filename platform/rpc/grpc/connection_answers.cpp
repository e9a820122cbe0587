// What a GrpcConnection makes of what the server sends.
#include <fmt/format.h>
#include <google/protobuf/message_lite.h>

#include "platform/rpc/grpc/connection.hpp"
#include "platform/rpc/grpc/messages.hpp"

namespace plaza::rpc {

GrpcConnection::Pending* GrpcConnection::find(std::int32_t stream) {
  const auto found = pending_.find(stream);
  return found == pending_.end() ? nullptr : found->second.get();
}

bool GrpcConnection::never_left(const Pending& pending) const {
  return !pending.position || *pending.position >= bytes_written_;
}

void GrpcConnection::leaving(std::int32_t stream) {
  if (auto* pending = find(stream); pending != nullptr && !pending->position) {
    pending->position = bytes_written_ + out_.size();
  }
}

void GrpcConnection::header(std::int32_t stream, std::string_view name, std::string_view value) {
  if (auto* pending = find(stream)) pending->status.take(name, value);
}

void GrpcConnection::data(std::int32_t stream, std::span<const std::uint8_t> bytes) {
  auto* pending = find(stream);
  if (pending == nullptr || pending->call == nullptr) return;
  std::memcpy(pending->in.append(bytes.size()), bytes.data(), bytes.size());
  // An answer that is too large is not waited for.
  const auto message = first_message(pending->in, options_->message_bytes_max);
  if (message) return;
  session_->reset(stream, http2_cancel);
  pending->call->never_reached_server = false;
  pending->call = nullptr;
  --waiting_;
  finish(*pending, std::unexpected(message.error()));
}

void GrpcConnection::ended(std::int32_t stream) {
  auto* pending = find(stream);
  if (pending == nullptr || pending->call == nullptr) return;
  auto outcome = take_answer(*pending);
  backoff_.reset();
  // The server did not want the rest of the request.
  if (!pending->body.bytes.empty()) session_->reset(stream, http2_cancel);
  pending->call = nullptr;
  --waiting_;
  finish(*pending, std::move(outcome));
}

Result<void> GrpcConnection::take_answer(Pending& pending) const {
  if (auto told = outcome_of(pending.status); !told) return told;
  const auto message = first_message(pending.in, options_->message_bytes_max);
  if (!message) return std::unexpected(message.error());
  if (!*message) return fail(Code::internal, fmt::format("{} answered with nothing", endpoint_));
  if (!parse_message(pending.call->reply_message(), **message)) {
    return fail(Code::internal, fmt::format("{} sent a malformed answer", endpoint_));
  }
  return {};
}

void GrpcConnection::closed(std::int32_t stream, std::uint32_t error) {
  const auto found = pending_.find(stream);
  if (found == pending_.end()) return;
  const auto pending = std::move(found->second);
  pending_.erase(found);
  session_->dropped(pending->body.bytes.size());
  if (pending->call == nullptr) return;
  --waiting_;
  // The server says that it has not begun it, or nghttp2 does, which has read the server's last stream.
  pending->call->never_reached_server = error == http2_refused_stream || never_left(*pending);
  finish(*pending, std::unexpected(reset_error(error, endpoint_)));
}

void GrpcConnection::goodbye() {
  set_state(State::down);
}

void GrpcConnection::finish(Pending& pending, Result<void> outcome) {
  auto done = std::move(pending.done);
  done(std::move(outcome));
}

}  // namespace plaza::rpc
