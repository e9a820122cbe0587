#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>

#include "platform/http/chunked.hpp"
#include "platform/http/framing.hpp"
#include "platform/http/known_heads.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"

namespace plaza::http {

// One request of a connection, from its head to the moment when its answer has left. Reused for later requests.
class Transaction {
 public:
  // Reads a head that check_head has passed. False when Beast's parser, which has the second word, refuses it.
  bool begin(Worker& worker, std::string_view head, const Framing& framing, SteadyTime now);
  // The same for a head that was read and routed before.
  void begin(Worker& worker, std::shared_ptr<KnownHead> known, SteadyTime now);

  void set_route(Match found);

  // What later requests with the same bytes can begin with; null for those that bring a body, or a secret. Not before
  // the route is known.
  [[nodiscard]] std::shared_ptr<KnownHead> head_to_keep(std::string_view bytes) const;
  // Null when the head was read for this request alone.
  [[nodiscard]] KnownHead* known_head() const { return known_.get(); }

  // The body that follows; larger than `bytes_max` is 413.
  std::expected<void, FramingViolation> expect_body(std::uint64_t bytes_max);
  // Uses what belongs to the body and returns how many bytes that were.
  std::expected<std::size_t, FramingViolation> take_body(std::string_view bytes);
  [[nodiscard]] bool complete() const;

  Request& request() { return *request_; }
  [[nodiscard]] const Framing& framing() const { return framing_; }

  // What an observer is told.
  [[nodiscard]] Exchange exchange(SystemTime ended, SteadyTime now) const;

  Match match;
  std::size_t filters_run = 0;
  unsigned status = 0;
  std::uint64_t response_bytes = 0;

  // Forgets the request, so that it can be reused.
  void reset();

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  bool parse(std::string_view head);

  std::shared_ptr<KnownHead> known_;
  std::optional<Parser> parser_;  // empty for a known head
  std::optional<Request> request_;
  std::optional<ChunkDecoder> chunks_;
  Framing framing_;
  std::uint64_t body_bytes_left_ = 0;
  std::uint64_t request_bytes_ = 0;
};

}  // namespace plaza::http
