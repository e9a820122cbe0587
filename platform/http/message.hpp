#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"

namespace plaza::http {

namespace beast = boost::beast;
using Method = beast::http::verb;
using Field = beast::http::field;

// The query part of a target, decoded ("first=5&q=%E5%8F%B0" → {"first","5"}, {"q","台"}), in the order sent.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// Values of a route's path parameters, decoded, in the order of the template.
using PathParameters = std::vector<std::string>;

// What a limit on requests decided about one, kept for the header fields of its answer.
struct RateLimitNote {
  std::shared_ptr<const void> policy;  // whose meaning only the filter knows; null: not limited
  std::uint32_t remaining = 0;
  std::uint32_t reset_s = 0;
};

// A request as a handler sees it. The views stay valid until the handler has finished.
class Request {
 public:
  using Message = beast::http::request<beast::http::string_body>;

  Request(Worker& worker, const Message& message) : worker_(&worker), message_(&message) {}

  [[nodiscard]] Method method() const { return message_->method(); }
  [[nodiscard]] std::string_view method_name() const { return message_->method_string(); }
  // As sent: "/api/v1/pharmacies?first=5".
  [[nodiscard]] std::string_view target() const { return message_->target(); }
  // The target's path, not decoded; "/" for an absolute address that has none, "*" as it stands.
  [[nodiscard]] std::string_view path() const;
  // Behind the question mark; empty when there is none.
  [[nodiscard]] std::string_view query() const;
  // Decoded parameters; an error (400) when a percent-encoding is broken, the text is not UTF-8, or there are too many.
  [[nodiscard]] Result<QueryParameters> query_parameters() const;
  // "" when absent. Of several fields of one name the first; combined() joins them.
  [[nodiscard]] std::string_view header(Field field) const { return (*message_)[field]; }
  [[nodiscard]] std::string_view header(std::string_view name) const { return (*message_)[name]; }
  [[nodiscard]] std::string combined(Field field) const;
  [[nodiscard]] std::string combined(std::string_view name) const;
  [[nodiscard]] std::string_view body() const { return message_->body(); }
  [[nodiscard]] unsigned version() const { return message_->version(); }
  [[nodiscard]] const Message& message() const { return *message_; }

  [[nodiscard]] Worker& worker() const { return *worker_; }

  RequestContext context;
  bool trace_from_caller = false;  // context.trace came with the request; otherwise it was made here
  std::uint64_t caller_span = 0;   // the span of the caller's that an observer's own is a child of
  PathParameters path_parameters;
  std::string_view route;  // the matched route's template, for metrics: "/api/v1/pharmacies/{id}"; empty before a match
  std::string_view remote_address;
  RateLimitNote rate_limit;
  SteadyTime received;

 private:
  Worker* worker_;
  const Message* message_;
};

// Header fields of an answer as the bytes that go out. The server itself writes Date, Content-Length,
// Transfer-Encoding, Connection and X-Request-Id.
class Headers {
 public:
  // Appends "Name: value". Neither part may hold CR or LF: they are replaced by blanks, so that no value can end a
  // field.
  void add(std::string_view name, std::string_view value);
  // Appends finished lines ("A: b\r\nC: d\r\n"), trusted.
  void add_block(std::string_view lines) {
    make_room();
    block_ += lines;
  }
  // Takes away every field of this name. Case-insensitive.
  void remove(std::string_view name);
  // Case-insensitive.
  [[nodiscard]] bool contains(std::string_view name) const { return !get(name).empty(); }
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] const std::string& block() const { return block_; }

 private:
  // Room for all that an answer usually gets, at once, and of a size that malloc has at hand.
  static constexpr std::size_t usual_bytes = 1000;
  void make_room() {
    if (block_.empty()) block_.reserve(usual_bytes);
  }

  std::string block_;
};

enum class Gzip : bool { no, yes };

// A finished answer that many requests share: the bytes, the same compressed, and the entity tag.
struct Document {
  std::string content_type;
  std::string body;
  std::string gzip;  // empty: not worth it
  std::string etag;  // with its quotes
  // Content-Type and ETag as lines of an answer's head.
  std::string header_block;

  // Computes tag and header block, and compresses, if it shall, where that makes it smaller.
  static std::shared_ptr<const Document> make(std::string content_type, std::string body, Gzip gzip = Gzip::yes);
  // The same with a compressed form that somebody made before; empty: none.
  static std::shared_ptr<const Document> make_packed(std::string content_type, std::string body, std::string gzip);
};

// Takes a body piece by piece; each goes out as one chunk. Finished when the writer function returns.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  // An error when the client is gone or does not read within the write timeout.
  virtual asio::awaitable<Result<void>> write(std::string_view piece) = 0;
};
using StreamedBody = std::function<asio::awaitable<Result<void>>(BodyWriter&)>;

using Body = std::variant<std::string, std::shared_ptr<const Document>, StreamedBody>;

struct Response {
  unsigned status = 200;
  Headers headers{};
  Body body{};
  // The document's compressed form goes out (the compression filter sets it, with the header fields that belong to it).
  bool gzipped_document = false;

  // The content of a text or document body as it goes out; empty for a streamed one.
  [[nodiscard]] std::string_view text() const;
};

Response json(unsigned status, std::string body);
Response html(unsigned status, std::string body);
Response text(unsigned status, std::string body);
// A shared document, with its type and tag.
Response document(std::shared_ptr<const Document> shared);
// 204.
Response no_content();

}  // namespace plaza::http
