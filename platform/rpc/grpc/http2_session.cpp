#include "platform/rpc/grpc/http2_session.hpp"

#include <cstring>
#include <new>

#include <nghttp2/nghttp2.h>

namespace plaza::rpc {
namespace {

// Fields of one header; a call has about ten.
constexpr std::size_t fields_max = 24;
// Unanswered pings and settings that a peer may make us queue answers for.
constexpr std::size_t answers_waiting_max = 1'000;

std::string_view text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv to_nv(std::string_view name, std::string_view value, bool varies) {
  // nghttp2 copies both; the casts are its C interface.
  return {.name = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
          .value = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())),
          .namelen = name.size(),
          .valuelen = value.size(),
          .flags = static_cast<std::uint8_t>(varies ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE)};
}

class Fields {
 public:
  explicit Fields(std::span<const Http2Field> fields) {
    for (const auto& field : fields) add(field.name, field.value, field.varies);
  }
  explicit Fields(const std::vector<std::pair<std::string, std::string>>& fields) {
    for (const auto& [name, value] : fields) add(name, value, false);
  }
  [[nodiscard]] const nghttp2_nv* data() const { return all_.data(); }
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  void add(std::string_view name, std::string_view value, bool varies) {
    if (count_ < all_.size()) all_[count_++] = to_nv(name, value, varies);
  }
  std::array<nghttp2_nv, fields_max> all_{};
  std::size_t count_ = 0;
};

template <class T, auto release>
struct Releaser {
  void operator()(T* object) const { release(object); }
};

}  // namespace

void Http2Session::Free::operator()(nghttp2_session* session) const {
  nghttp2_session_del(session);
}

// What nghttp2 calls.
struct Http2Session::Callbacks {
  static Http2Session& of(void* self) { return *static_cast<Http2Session*>(self); }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                    const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
    of(self).events_->header(frame->hd.stream_id, text(name, name_size), text(value, value_size));
    return 0;
  }

  static int data(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes, std::size_t size,
                  void* self) {
    of(self).events_->data(stream, {bytes, size});
    return 0;
  }

  static int frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    auto& events = *of(self).events_;
    const auto stream = frame->hd.stream_id;
    const auto flags = frame->hd.flags;
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
        events.header_complete(stream);
        if ((flags & NGHTTP2_FLAG_END_STREAM) != 0) events.ended(stream);
        break;
      case NGHTTP2_DATA:
        if ((flags & NGHTTP2_FLAG_END_STREAM) != 0) events.ended(stream);
        break;
      case NGHTTP2_GOAWAY:
        events.goodbye();
        break;
      case NGHTTP2_PING:
        if ((flags & NGHTTP2_FLAG_ACK) != 0) events.pong();
        break;
      default:
        break;
    }
    return 0;
  }

  static int closed(nghttp2_session*, std::int32_t stream, std::uint32_t error, void* self) {
    of(self).events_->closed(stream, error);
    return 0;
  }

  static int leaving(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    if (frame->hd.type == NGHTTP2_HEADERS) of(self).events_->leaving(frame->hd.stream_id);
    return 0;
  }

  static int sent(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    const bool last = frame->hd.type == NGHTTP2_HEADERS && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (last) of(self).events_->said_all(frame->hd.stream_id);
    return 0;
  }

  static ssize_t read_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* room, std::size_t room_size,
                           std::uint32_t* flags, nghttp2_data_source* source, void* self) {
    auto& body = *static_cast<Http2Body*>(source->ptr);
    const auto count = std::min(room_size, body.bytes.size());
    if (count != 0) {
      std::memcpy(room, body.bytes.data(), count);
      body.bytes.consume(count);
      of(self).waiting_bytes_ -= count;
    }
    if (!body.bytes.empty()) return static_cast<ssize_t>(count);
    if (!body.ended) return count == 0 ? NGHTTP2_ERR_DEFERRED : static_cast<ssize_t>(count);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!body.trailers.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const Fields fields(body.trailers);
      nghttp2_submit_trailer(session, stream, fields.data(), fields.size());
    }
    return static_cast<ssize_t>(count);
  }
};

Http2Session::Http2Session(Role role, const Http2Limits& limits, Http2Events& events) : events_(&events) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) throw std::bad_alloc();
  const std::unique_ptr<nghttp2_session_callbacks, Releaser<nghttp2_session_callbacks, nghttp2_session_callbacks_del>>
      callbacks_owner(callbacks);
  if (nghttp2_option_new(&option) != 0) throw std::bad_alloc();
  const std::unique_ptr<nghttp2_option, Releaser<nghttp2_option, nghttp2_option_del>> option_owner(option);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::closed);
  nghttp2_session_callbacks_set_before_frame_send_callback(callbacks, Callbacks::leaving);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Callbacks::sent);
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_option_set_max_outbound_ack(option, answers_waiting_max);
  nghttp2_session* session = nullptr;
  const auto made = role == Role::client ? nghttp2_session_client_new2(&session, callbacks, this, option)
                                         : nghttp2_session_server_new2(&session, callbacks, this, option);
  if (made != 0) throw std::bad_alloc();
  session_.reset(session);
  std::array<nghttp2_settings_entry, 4> settings{{{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.stream_window},
                                                  {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.header_bytes_max},
                                                  {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                                  {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streams_max}}};
  // A server does not say that it takes no pushes, nor a client how many streams may be pushed.
  if (role == Role::server) std::swap(settings[2], settings[3]);
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), 3);
  nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0,
                                        static_cast<std::int32_t>(limits.connection_window));
}

Http2Session::~Http2Session() = default;

std::string_view Http2Session::receive(std::span<const std::uint8_t> bytes) {
  const auto read = nghttp2_session_mem_recv(session_.get(), bytes.data(), bytes.size());
  return read < 0 ? nghttp2_strerror(static_cast<int>(read)) : std::string_view{};
}

void Http2Session::collect(ByteBuffer& out, std::size_t bytes_max) {
  while (out.size() < bytes_max) {
    const std::uint8_t* bytes = nullptr;
    const auto count = nghttp2_session_mem_send(session_.get(), &bytes);
    if (count <= 0) return;
    std::memcpy(out.append(static_cast<std::size_t>(count)), bytes, static_cast<std::size_t>(count));
  }
}

std::int32_t Http2Session::request(std::span<const Http2Field> header, Http2Body& body) {
  const Fields fields(header);
  const nghttp2_data_provider provider{.source = {.ptr = &body}, .read_callback = Callbacks::read_body};
  added(body.bytes.size());
  const auto stream = nghttp2_submit_request(session_.get(), nullptr, fields.data(), fields.size(), &provider, nullptr);
  if (stream < 0) dropped(body.bytes.size());
  return stream;
}

void Http2Session::respond(std::int32_t stream, std::span<const Http2Field> header, Http2Body& body) {
  const Fields fields(header);
  const nghttp2_data_provider provider{.source = {.ptr = &body}, .read_callback = Callbacks::read_body};
  added(body.bytes.size());
  nghttp2_submit_response(session_.get(), stream, fields.data(), fields.size(), &provider);
}

void Http2Session::respond(std::int32_t stream, std::span<const Http2Field> header) {
  const Fields fields(header);
  nghttp2_submit_response(session_.get(), stream, fields.data(), fields.size(), nullptr);
}

void Http2Session::resume(std::int32_t stream) {
  nghttp2_session_resume_data(session_.get(), stream);
}

void Http2Session::reset(std::int32_t stream, std::uint32_t error) {
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream, error);
}

void Http2Session::ping() {
  nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, nullptr);
}

void Http2Session::announce_end() {
  nghttp2_submit_shutdown_notice(session_.get());
}

void Http2Session::end() {
  nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_.get()),
                        NGHTTP2_NO_ERROR, nullptr, 0);
}

bool Http2Session::finished() const {
  return nghttp2_session_want_read(session_.get()) == 0 && nghttp2_session_want_write(session_.get()) == 0;
}

}  // namespace plaza::rpc
