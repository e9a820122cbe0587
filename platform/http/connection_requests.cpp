#include <algorithm>
#include <cstring>
#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/connection.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/request_context.hpp"

// What happens to a request: its head, its body, its answer.

namespace plaza::http {
namespace {

// Clients send bodies with GET that mean nothing (RFC 9110 §9.3.1); nobody needs more than this for it.
constexpr std::uint64_t ignored_body_bytes_max = 16 * 1024;

// The largest body that a route takes; where nothing is, what is sent is still read to its end.
std::uint64_t body_limit(const Route* route, const ServerOptions& options) {
  if (route == nullptr) return options.body_bytes_max;
  if (!route->takes_body) return std::min(ignored_body_bytes_max, options.body_bytes_max);
  return route->body_bytes_max > 0 ? route->body_bytes_max : options.body_bytes_max;
}

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

// Sends the pieces of a streamed body as they come, as chunks or, to HTTP/1.0, as they are.
class Connection::Writer final : public BodyWriter {
 public:
  Writer(Connection& connection, Transaction& transaction)
      : connection_(connection), transaction_(transaction), chunked_(transaction.framing().minor_version == 1) {}

  asio::awaitable<Result<void>> write(std::string_view piece) override {
    if (piece.empty()) co_return Result<void>{};
    auto& text = connection_.output_.text();
    const auto before = text.size();
    if (chunked_) {
      append_chunk(text, piece);
    } else {
      text += piece;
    }
    co_return co_await flush(before);
  }

  asio::awaitable<Result<void>> finish() {
    auto& text = connection_.output_.text();
    const auto before = text.size();
    if (chunked_) text += last_chunk;
    co_return co_await flush(before);
  }

 private:
  asio::awaitable<Result<void>> flush(std::size_t text_bytes_before) {
    transaction_.response_bytes += connection_.output_.text().size() - text_bytes_before;
    auto sent = connection_.send();
    if (sent == Sent::part) sent = co_await connection_.send_rest();
    if (sent == Sent::all) co_return Result<void>{};
    co_return fail(Code::cancelled, "the client has gone, or does not read");
  }

  Connection& connection_;
  Transaction& transaction_;
  bool chunked_;
};

void Connection::begin_turn() {
  turn_steady_ = shard_->clock().steady_now();
  turn_ = shard_->clock().now();
}

Connection::Step Connection::advance() {
  begin_turn();
  while (true) {
    const auto step = transaction_ ? read_body() : begin_request();
    if (step != Step::flush || output_.must_flush()) return step;
  }
}

// `flush` stands for "answered, on to the next".
Connection::Step Connection::begin_request() {
  if (!keep_alive_) return Step::close;
  if (input_.empty()) {
    enter(Phase::idle);
    return Step::read;
  }
  if (phase_ != Phase::header) enter(Phase::header);
  // Line ends before a request are left by clients that end a body with one (RFC 9112, 2.2). All of them are passed
  // over, so that the pieces in which they come make no difference.
  while (head_searched_ == 0 && input_.unused().starts_with("\r\n")) input_.consume(2);
  if (input_.unused() == "\r" || input_.empty()) return Step::read;
  const auto end = find_head_end(input_.unused(), head_searched_, shard_->framing_limits());
  if (!end) return refuse_bytes(end.error());
  if (!*end) return Step::read;
  head_searched_ = 0;

  const auto head = input_.unused().substr(0, **end);
  if (const auto begun = begin_transaction(head); !begun) return refuse_bytes(begun.error());
  input_.consume(head.size());
  fresh_ = false;
  continue_sent_ = false;
  keep_alive_ = transaction_->framing().keep_alive;

  auto& request = transaction_->request();
  request.remote_address = remote_address_;
  head_only_ = request.method() == Method::head;
  const auto context = fill_context(request, turn_, shard_->options(), transaction_->known_head());
  if (auto* observer = shard_->observer()) observer->begun(shard_->worker(), request);
  if (!context) return refuse_request(problem(request, context.error()));

  const auto* route = transaction_->match.route;
  if (auto body = transaction_->expect_body(body_limit(route, shard_->options())); !body) {
    return refuse_request(problem(problem_type("payload-too-large"), body.error().detail, request.path()));
  }
  // Whoever waits for 100 Continue is spared a body that nobody takes.
  if (transaction_->framing().expects_continue && route == nullptr && !transaction_->complete()) {
    keep_alive_ = false;
    return answer();
  }
  return read_body();
}

std::expected<void, FramingViolation> Connection::begin_transaction(std::string_view head) {
  auto transaction = shard_->take_transaction();
  if (auto known = shard_->known_heads().find(head)) {
    transaction->begin(shard_->worker(), std::move(known), turn_steady_);
    transaction_ = std::move(transaction);
    return {};
  }
  const auto framing = check_head(head, shard_->framing_limits());
  if (!framing) return std::unexpected(framing.error());
  if (!transaction->begin(shard_->worker(), head, *framing, turn_steady_)) {
    return std::unexpected(FramingViolation{400, "The request's head is malformed."});
  }
  transaction_ = std::move(transaction);
  shard_->dispatcher().route(*transaction_);
  shard_->known_heads().see(head, [&] { return transaction_->head_to_keep(head); });
  return {};
}

Connection::Step Connection::read_body() {
  const auto used = transaction_->take_body(input_.unused());
  if (!used)
    return refuse_request(
        problem(problem_type_of_status(used.error().status), used.error().detail, transaction_->request().path()));
  input_.consume(*used);
  if (transaction_->complete()) return answer();
  if (phase_ != Phase::body) enter(Phase::body);
  transaction_->request().context.activity.set("reading the body");
  if (transaction_->framing().expects_continue && !continue_sent_ && input_.empty()) {
    output_.text() += continue_line;
    continue_sent_ = true;
  }
  return Step::read;
}

Connection::Step Connection::answer() {
  if (const auto* reply = finished_reply()) return respond(*reply);
  transaction_->request().context.activity.set("handling");
  auto response = shard_->dispatcher().answer(*transaction_);
  if (!response) return Step::handle;
  return respond(std::move(*response));
}

asio::awaitable<Response> Connection::call_handler() {
  std::string what;
  try {
    co_return co_await Dispatcher::async_handler (*transaction_)(transaction_->request());
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
    what = "an exception of unknown type";
  }
  co_return shard_->dispatcher().failure(*transaction_, what);
}

const FinishedReply* Connection::finished_reply() const {
  const auto* known = transaction_->known_head();
  if (known == nullptr || !known->reply.document || !keep_alive_ || shard_->stopping()) return nullptr;
  return known->reply.second == std::chrono::floor<std::chrono::seconds>(turn_) ? &known->reply : nullptr;
}

Connection::Step Connection::respond(const FinishedReply& reply) {
  if (!output_.has_memory()) output_.lend(shard_->take_memory());
  auto& text = output_.text();
  const auto before = text.size();
  text += reply.head;
  text += transaction_->request().context.request_id;
  text += "\r\n\r\n";
  text += reply.body();
  transaction_->status = 200;
  transaction_->response_bytes = text.size() - before;
  transaction_->request().context.activity.set("writing");
  ready_.push_back(std::move(transaction_));
  return Step::flush;
}

// `head` is that of the answer, as it was written for this request.
void Connection::keep_reply(const Response& response, std::string_view head) {
  auto* known = transaction_->known_head();
  if (known == nullptr || head_only_ || !keep_alive_ || transaction_->framing().minor_version != 1) return;
  if (response.text().size() >= OutputBuffer::large_body_bytes) return;
  if (!shard_->dispatcher().repeats(*transaction_, response)) return;
  const auto id_and_end = transaction_->request().context.request_id.size() + std::strlen("\r\n\r\n");
  known->reply = {.second = std::chrono::floor<std::chrono::seconds>(turn_),
                  .head = std::string(head.substr(0, head.size() - id_and_end)),
                  .document = std::get<std::shared_ptr<const Document>>(response.body),
                  .gzipped = response.gzipped_document};
}

Connection::Step Connection::respond(Response&& response) {
  shard_->dispatcher().finish(*transaction_, response);
  auto& transaction = *transaction_;
  const bool streamed = std::holds_alternative<StreamedBody>(response.body);
  // While stopping, what a client has sent already is still answered: the last of it says that the connection ends.
  if (shard_->stopping() && input_.empty()) keep_alive_ = false;
  if (streamed && transaction.framing().minor_version == 0) keep_alive_ = false;

  if (!output_.has_memory()) output_.lend(shard_->take_memory());
  auto& text = output_.text();
  const auto before = text.size();
  append_reply_head(text, response,
                    {.date_line = shard_->date_line(turn_),
                     .request_id = transaction.request().context.request_id,
                     .minor_version = transaction.framing().minor_version,
                     .keep_alive = keep_alive_,
                     .head_only = head_only_});
  keep_reply(response, std::string_view(text).substr(before));
  transaction.status = response.status;
  transaction.response_bytes = text.size() - before;
  if (streamed && !head_only_) {
    transaction.request().context.activity.set("streaming");
    stream_ = std::move(std::get<StreamedBody>(response.body));
    return Step::stream;
  }
  if (!head_only_ && response.status != 204 && response.status != 304) {
    transaction.response_bytes += response.text().size();
    output_.append_body(std::move(response));
  }
  transaction.request().context.activity.set("writing");
  ready_.push_back(std::move(transaction_));
  return keep_alive_ ? Step::flush : Step::close;
}

asio::awaitable<bool> Connection::send_stream() {
  Writer writer(*this, *transaction_);
  const auto stream = std::move(stream_);
  stream_ = nullptr;
  enter(Phase::handling);
  Result<void> result;
  try {
    result = co_await stream(writer);
  } catch (const std::exception& exception) {
    shard_->dispatcher().failure(*transaction_, exception.what());
    result = fail(Code::internal, exception.what());
  }
  if (result) result = co_await writer.finish();
  ready_.push_back(std::move(transaction_));
  // A body that ends early must not look complete: without its last chunk, and closed at once, it does not.
  co_return result.has_value();
}

Connection::Step Connection::refuse_request(Response response) {
  keep_alive_ = false;
  return respond(std::move(response));
}

Connection::Step Connection::refuse_bytes(const FramingViolation& violation) {
  keep_alive_ = false;
  if (transaction_) {
    return respond(problem(problem_type_of_status(violation.status), violation.detail, transaction_->request().path()));
  }
  auto response = problem(problem_type_of_status(violation.status), violation.detail, {});
  auto& text = output_.text();
  const auto before = text.size();
  const auto ended = shard_->clock().now();
  append_reply_head(text, response, {.date_line = shard_->date_line(ended), .request_id = {}, .keep_alive = false});
  text += response.text();
  if (auto* observer = shard_->observer()) {
    Exchange exchange;
    exchange.remote_address = remote_address_;
    exchange.status = violation.status;
    exchange.request_bytes = input_.unused().size();
    exchange.response_bytes = text.size() - before;
    exchange.duration = shard_->clock().steady_now() - phase_since_;
    exchange.ended = ended;
    observer->finished(shard_->worker(), exchange);
  }
  return Step::close;
}

}  // namespace plaza::http
