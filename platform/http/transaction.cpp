#include "platform/http/transaction.hpp"

#include <algorithm>
#include <limits>

#include "platform/http/request_context.hpp"

namespace plaza::http {
namespace {

// A length may be announced and never sent: more memory than this is taken only as the bytes arrive.
constexpr std::uint64_t reserved_bytes_max = 64 * 1024;

}  // namespace

bool Transaction::begin(Worker& worker, std::string_view head, const Framing& framing, SteadyTime now) {
  framing_ = framing;
  request_bytes_ = head.size();
  parser_.emplace();
  parser_->header_limit(std::numeric_limits<std::uint32_t>::max());  // check_head has its own
  parser_->skip(true);                                               // bodies are read by take_body
  if (!parse(head)) return false;
  request_.emplace(worker, parser_->get());
  request_->received = now;
  return true;
}

void Transaction::begin(Worker& worker, std::shared_ptr<KnownHead> known, SteadyTime now) {
  known_ = std::move(known);
  framing_ = known_->framing;
  request_bytes_ = known_->bytes.size();
  request_.emplace(worker, known_->message);
  request_->received = now;
  match.route = known_->match.route;
  if (match.route == nullptr) {
    match.allowed = known_->match.allowed;
    return;
  }
  request_->route = match.route->path;
  request_->path_parameters = known_->match.parameters;
}

void Transaction::set_route(Match found) {
  match = std::move(found);
  if (match.route == nullptr) return;
  request_->route = match.route->path;
  request_->path_parameters = std::move(match.parameters);
}

std::shared_ptr<KnownHead> Transaction::head_to_keep(std::string_view bytes) const {
  const auto& message = parser_->get();
  const bool body = framing_.chunked || framing_.content_length > 0;
  const bool secret = message.count(Field::authorization) > 0 || message.count(Field::cookie) > 0;
  if (body || secret) return nullptr;
  Match found{.route = match.route, .parameters = request_->path_parameters, .allowed = match.allowed};
  return std::make_shared<KnownHead>(KnownHead{.bytes = std::string(bytes),
                                               .framing = framing_,
                                               .message = message,
                                               .match = std::move(found),
                                               .names_context = names_context(*request_)});
}

// Beast knows HTTP/1.0 and 1.1 only; check_head has let a higher minor version pass as 1.1.
bool Transaction::parse(std::string_view head) {
  std::string as_known_version;
  const auto version_end = head.find('\r') - 1;
  if (head[version_end] > '1') {
    as_known_version = head;
    as_known_version[version_end] = '1';
    head = as_known_version;
  }
  boost::system::error_code error;
  const auto used = parser_->put(asio::buffer(head), error);
  return !error && used == head.size() && parser_->is_header_done();
}

std::expected<void, FramingViolation> Transaction::expect_body(std::uint64_t bytes_max) {
  if (framing_.chunked) {
    chunks_.emplace(bytes_max);
    return {};
  }
  if (framing_.content_length > bytes_max) {
    return std::unexpected(FramingViolation{413, "The body is larger than this address takes."});
  }
  body_bytes_left_ = framing_.content_length;
  if (body_bytes_left_ > 0) {
    parser_->get().body().reserve(static_cast<std::size_t>(std::min(body_bytes_left_, reserved_bytes_max)));
  }
  return {};
}

std::expected<std::size_t, FramingViolation> Transaction::take_body(std::string_view bytes) {
  if (!chunks_ && body_bytes_left_ == 0) return 0;
  auto& body = parser_->get().body();
  std::size_t used = 0;
  if (chunks_) {
    const auto taken = chunks_->take(bytes, body);
    if (!taken) return taken;
    used = *taken;
  } else {
    used = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), body_bytes_left_));
    body.append(bytes.substr(0, used));
    body_bytes_left_ -= used;
  }
  request_bytes_ += used;
  return used;
}

bool Transaction::complete() const {
  return chunks_ ? chunks_->finished() : body_bytes_left_ == 0;
}

Exchange Transaction::exchange(SystemTime ended, SteadyTime now) const {
  return {.request = &*request_,
          .method = request_->method_name(),
          .route = request_->route,
          .target = request_->target(),
          .remote_address = request_->remote_address,
          .status = status,
          .request_bytes = request_bytes_,
          .response_bytes = response_bytes,
          .duration = now - request_->received,
          .ended = ended};
}

void Transaction::reset() {
  request_.reset();
  parser_.reset();
  known_.reset();
  chunks_.reset();
  match = {};
  filters_run = 0;
  status = 0;
  response_bytes = 0;
  body_bytes_left_ = 0;
}

}  // namespace plaza::http
