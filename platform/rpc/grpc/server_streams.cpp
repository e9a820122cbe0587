// What a GrpcServerConnection does with its streams: from a header to a handler, and from an answer to trailers.
#include <fmt/format.h>
#include <google/protobuf/message_lite.h>

#include "platform/rpc/grpc/messages.hpp"
#include "platform/rpc/grpc/server_connection.hpp"
#include "platform/rpc/grpc/status.hpp"

namespace plaza::rpc {
namespace {

constexpr std::array<Http2Field, 2> answer_header{{{":status", "200"}, {"content-type", "application/grpc"}}};

}  // namespace

GrpcServerConnection::Stream* GrpcServerConnection::find(std::int32_t stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second.get();
}

void GrpcServerConnection::header(std::int32_t number, std::string_view name, std::string_view value) {
  auto& stream = streams_[number];
  if (!stream) stream = std::make_unique<Stream>();
  if (stream->header_complete) return;  // trailers of a client say nothing
  if (name == ":path") {
    stream->path = value;
  } else if (name == ":method") {
    stream->is_post = value == "POST";
  } else if (name == "content-type") {
    stream->is_grpc = value.starts_with("application/grpc");
  } else {
    stream->metadata_is_good &= stream->metadata.take(name, value);
  }
}

void GrpcServerConnection::header_complete(std::int32_t number) {
  auto* stream = find(number);
  if (stream == nullptr || stream->header_complete) return;
  stream->header_complete = true;
  last_call_ = last_read_;
  route(number, *stream);
}

// What the rest of the stream is for.
void GrpcServerConnection::route(std::int32_t number, Stream& stream) {
  if (!stream.is_grpc) return refuse_http(number, stream, "415");
  if (!stream.is_post) return refuse_http(number, stream, "405");
  const auto conversation = state_->conversations.find(stream.path);
  stream.handler = state_->find(stream.path);
  if (stream.handler == nullptr && conversation == state_->conversations.end()) {
    refuse_stream(number, stream,
                  {.code = Code::unimplemented, .message = fmt::format("there is no method {}", stream.path)});
  } else if (!stream.metadata_is_good) {
    refuse_stream(number, stream, {.code = Code::invalid_argument, .message = "the call's metadata is malformed"});
  } else if (session_.waiting_bytes() > state_->options->output_bytes_max) {
    refuse_stream(number, stream, ServerAdmission::Refusal{ShedBy::limit, milliseconds{1'000}}.error());
  } else if (stream.handler == nullptr) {
    stream.conversation = conversation->second({weak_from_this(), number}, shared_from_this());
    if (stream.metadata.timeout) stream.deadline = last_read_ + *stream.metadata.timeout;
  } else {
    const auto& deadline = state_->options->deadline;
    stream.deadline = last_read_ + std::min(stream.metadata.timeout.value_or(deadline.timeout), deadline.timeout_max);
  }
}

void GrpcServerConnection::data(std::int32_t number, std::span<const std::uint8_t> bytes) {
  auto* stream = find(number);
  if (stream == nullptr || stream->answered) return;
  std::memcpy(stream->in.append(bytes.size()), bytes.data(), bytes.size());
  input_bytes_ += bytes.size();
  if (input_bytes_ > state_->options->input_bytes_max) {
    refuse_stream(number, *stream,
                  {.code = Code::resource_exhausted, .message = "too many bytes of requests wait on this connection"});
  } else if (stream->conversation) {
    converse(number);
  } else if (const auto message = first_message(stream->in, state_->options->message_bytes_max); !message) {
    refuse_stream(number, *stream, message.error());
  }
}

// Hands over what is whole. A conversation may end itself, but its stream stays until it is closed.
void GrpcServerConnection::converse(std::int32_t number) {
  auto& stream = *find(number);
  while (!stream.answered && stream.conversation) {
    const auto message = first_message(stream.in, state_->options->message_bytes_max);
    if (!message) {
      refuse_stream(number, stream, message.error());
      return;
    }
    if (!*message) return;
    const auto conversation = stream.conversation;
    conversation->message(**message);
    const auto used = message_prefix_bytes + (*message)->size();
    // Unless the answer was the last, which lets go of all of it.
    if (stream.in.size() < used) return;
    stream.in.consume(used);
    input_bytes_ -= used;
  }
}

void GrpcServerConnection::ended(std::int32_t number) {
  auto* stream = find(number);
  if (stream == nullptr) return;
  stream->request_ended = true;
  if (stream->answered) return;
  if (const auto conversation = stream->conversation) return conversation->ended();
  dispatch(number, *stream);
}

void GrpcServerConnection::dispatch(std::int32_t number, Stream& stream) {
  const auto message = first_message(stream.in, state_->options->message_bytes_max);
  if (!message || !*message || (*message)->size() + message_prefix_bytes != stream.in.size()) {
    refuse_stream(number, stream,
                  {.code = Code::invalid_argument, .message = "the call needs one request, and no more"});
    return;
  }
  // The request is read in place; the answer, should it come at once, leaves it alone until then.
  const auto in = std::exchange(stream.in, {});
  input_bytes_ -= in.size();
  const auto request = in.bytes().subspan(message_prefix_bytes);
  stream.handler->run({shared_from_this(), static_cast<std::uint64_t>(number), stream.handler->method(),
                       state_->clock->steady_now(), std::move(stream.metadata)},
                      request);
}

void GrpcServerConnection::closed(std::int32_t number, std::uint32_t /*error*/) {
  const auto found = streams_.find(number);
  if (found == streams_.end()) return;
  const auto stream = std::move(found->second);
  streams_.erase(found);
  forget_input(*stream);
  session_.dropped(stream->out.bytes.size());
  if (!stream->answered) CallCancellation::cancel(stream->cancellation, worker_->executor());
  last_call_ = last_read_;
}

// The rest of a request that is answered already need not come. (A reset that is submitted together with the answer
// would overtake it.)
void GrpcServerConnection::said_all(std::int32_t number) {
  const auto* stream = find(number);
  if (stream == nullptr || stream->request_ended) return;
  session_.reset(number, http2_no_error);
  flush_at_end_of_tick_.request();
}

void GrpcServerConnection::forget_input(Stream& stream) {
  input_bytes_ -= stream.in.size();
  stream.in.clear();
}

void GrpcServerConnection::watch(std::uint64_t call, std::shared_ptr<CallCancellation> cancellation) {
  if (auto* stream = find(static_cast<std::int32_t>(call))) stream->cancellation = std::move(cancellation);
}

std::optional<std::size_t> GrpcServerConnection::answer(std::uint64_t call,
                                                        const google::protobuf::MessageLite& reply) {
  const auto number = static_cast<std::int32_t>(call);
  auto* stream = find(number);
  if (closed_ || stream == nullptr || stream->answered) return std::nullopt;
  const auto bytes = append_message(stream->out.bytes, reply, state_->options->message_bytes_max);
  if (bytes == 0) return 0;
  about_to_send();
  stream->answered = true;
  stream->cancellation.reset();
  stream->out.ended = true;
  stream->out.trailers = success_trailers();
  session_.respond(number, answer_header, stream->out);
  return bytes;
}

std::optional<std::size_t> GrpcServerConnection::refuse(std::uint64_t call, const Error& error) {
  const auto number = static_cast<std::int32_t>(call);
  auto* stream = find(number);
  if (closed_ || stream == nullptr || stream->answered) return std::nullopt;
  return refuse_stream(number, *stream, error);
}

// All that is said is how it ended.
std::size_t GrpcServerConnection::refuse_stream(std::int32_t number, Stream& stream, const Error& error) {
  if (stream.answer_begun) {
    finish(number, std::unexpected(error));
    return 0;
  }
  about_to_send();
  forget_input(stream);
  stream.answered = true;
  stream.conversation.reset();
  const auto trailers = failure_trailers(error);
  std::vector<Http2Field> fields(answer_header.begin(), answer_header.end());
  std::size_t bytes = 0;
  for (const auto& [name, value] : trailers) {
    fields.push_back({.name = name, .value = value});
    bytes += name.size() + value.size();
  }
  session_.respond(number, fields);
  return bytes;
}

void GrpcServerConnection::refuse_http(std::int32_t number, Stream& stream, std::string_view status) {
  about_to_send();
  stream.answered = true;
  session_.respond(number, std::array<Http2Field, 1>{{{":status", status}}});
}

std::size_t GrpcServerConnection::send(std::int32_t number, const google::protobuf::MessageLite& message) {
  auto* stream = find(number);
  if (closed_ || stream == nullptr || stream->answered) return 0;
  const bool fits = session_.waiting_bytes() <= state_->options->output_bytes_max;
  about_to_send();
  const auto before = stream->out.bytes.size();
  const auto bytes = fits ? append_message(stream->out.bytes, message, state_->options->message_bytes_max) : 0;
  if (bytes == 0) {
    refuse_stream(number, *stream,
                  {.code = Code::resource_exhausted, .message = "the client takes fewer messages than there are"});
    return 0;
  }
  if (!stream->answer_begun) {
    stream->answer_begun = true;
    session_.respond(number, answer_header, stream->out);
  } else {
    session_.added(stream->out.bytes.size() - before);
    session_.resume(number);
  }
  return bytes;
}

void GrpcServerConnection::finish(std::int32_t number, const Result<void>& outcome) {
  auto* stream = find(number);
  if (closed_ || stream == nullptr || stream->answered) return;
  about_to_send();
  forget_input(*stream);
  stream->answered = true;
  stream->conversation.reset();
  stream->out.ended = true;
  stream->out.trailers = outcome ? success_trailers() : failure_trailers(outcome.error());
  if (stream->answer_begun) {
    session_.resume(number);
  } else {
    session_.respond(number, answer_header, stream->out);
  }
}

std::size_t ConversationWriter::send(const google::protobuf::MessageLite& message) const {
  const auto connection = connection_.lock();
  return connection ? connection->send(stream_, message) : 0;
}

void ConversationWriter::finish(const Result<void>& outcome) const {
  if (const auto connection = connection_.lock()) connection->finish(stream_, outcome);
}

}  // namespace plaza::rpc
