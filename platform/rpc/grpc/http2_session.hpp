#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rpc/byte_buffer.hpp"

struct nghttp2_session;

namespace plaza::rpc {

// A field of a header or trailer. `varies`: another value each time, so that remembering it for the connection's
// compression would only push out what comes again.
struct Http2Field {
  std::string_view name;  // lower case
  std::string_view value;
  bool varies = false;
};

// Most messages fit: what a call takes at first to send or to receive one.
inline constexpr std::size_t message_first_bytes = 512;

// What a stream sends after its header. Belongs to whoever keeps the stream, and stays until the stream is closed.
struct Http2Body {
  ByteBuffer bytes{message_first_bytes};
  bool ended = false;  // nothing is added any more
  // Sent when all bytes are, if there are any: a server's.
  std::vector<std::pair<std::string, std::string>> trailers{};
};

// What the other side of an HTTP/2 connection does. Called from within Http2Session::receive(); may submit whatever it
// likes there, but must not destroy the session.
class Http2Events {
 public:
  virtual ~Http2Events() = default;
  virtual void header(std::int32_t stream, std::string_view name, std::string_view value) = 0;
  virtual void header_complete(std::int32_t /*stream*/) {}
  virtual void data(std::int32_t stream, std::span<const std::uint8_t> bytes) = 0;
  // The other side sends nothing more on this stream.
  virtual void ended(std::int32_t stream) = 0;
  // Nothing more happens on this stream; `error`: of RFC 9113, 7.
  virtual void closed(std::int32_t stream, std::uint32_t error) = 0;
  // The header of a request goes out with the bytes that are collected now.
  virtual void leaving(std::int32_t /*stream*/) {}
  // The last header of this side has left: trailers, or an answer that is a header alone.
  virtual void said_all(std::int32_t /*stream*/) {}
  // The other side takes no new streams. Those it has not begun are closed with http2_refused_stream.
  virtual void goodbye() {}
  virtual void pong() {}
};

inline constexpr std::uint32_t http2_no_error = 0;
inline constexpr std::uint32_t http2_refused_stream = 7;
inline constexpr std::uint32_t http2_cancel = 8;
inline constexpr std::uint32_t http2_enhance_your_calm = 11;
inline constexpr std::uint32_t http2_inadequate_security = 12;

struct Http2Limits {
  std::uint32_t streams_max = 1'024;              // that the other side may have open at once
  std::uint32_t header_bytes_max = 16UL * 1024;   // of one header, uncompressed
  std::uint32_t stream_window = 1024UL * 1024;    // bytes on their way to us on one stream
  std::uint32_t connection_window = 16UL << 20U;  // and on all
};

// HTTP/2 (RFC 9113) between bytes and events; nghttp2 does the work. Neither reads nor writes a socket: bytes go in by
// receive() and come out by collect(). Lives on one worker.
class Http2Session {
 public:
  enum class Role : std::uint8_t { client, server };

  // `events` outlives it.
  Http2Session(Role role, const Http2Limits& limits, Http2Events& events);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  // Empty, or what the other side did wrong: then the connection is to be closed.
  std::string_view receive(std::span<const std::uint8_t> bytes);
  // Appends what is to be sent, until `out` holds about `bytes_max`.
  void collect(ByteBuffer& out, std::size_t bytes_max);

  // The stream's number, or less than 0 when this connection can have no more streams.
  std::int32_t request(std::span<const Http2Field> header, Http2Body& body);
  void respond(std::int32_t stream, std::span<const Http2Field> header, Http2Body& body);
  // A header that is all of the answer.
  void respond(std::int32_t stream, std::span<const Http2Field> header);
  // There is more in the body than there was, or it has ended.
  void resume(std::int32_t stream);
  void reset(std::int32_t stream, std::uint32_t error);

  void ping();
  // Says that we are about to take no new streams; those on their way are still taken.
  void announce_end();
  // From now on no new streams are taken; the other side learns which was the last.
  void end();
  // Nothing is left to be read or written, and nothing will be.
  [[nodiscard]] bool finished() const;
  // Of bodies, that have not been collected yet.
  [[nodiscard]] std::size_t waiting_bytes() const { return waiting_bytes_; }
  // More was added to a body.
  void added(std::size_t bytes) { waiting_bytes_ += bytes; }
  // A stream was closed with so much of its body left.
  void dropped(std::size_t bytes) { waiting_bytes_ -= bytes; }

 private:
  struct Callbacks;
  struct Free {
    void operator()(nghttp2_session* session) const;
  };

  Http2Events* events_;
  std::unique_ptr<nghttp2_session, Free> session_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace plaza::rpc
