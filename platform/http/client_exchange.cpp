#include "platform/http/client_exchange.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "platform/http/field_line.hpp"
#include "platform/http/gzip.hpp"

namespace plaza::http {

using boost::system::error_code;

namespace {

using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t read_bytes = 16 * 1024;
// Interim answers (1xx) before the final one.
constexpr int interim_max = 8;

bool named(const ClientRequest& request, std::string_view lower_name) {
  return std::ranges::any_of(request.headers,
                             [&](const auto& field) { return equals_ignoring_case(field.first, lower_name); });
}

bool sendable(std::string_view name, std::string_view value) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (byte_class(c) & token_byte) != 0; }) &&
         std::ranges::all_of(value, [](char c) { return (byte_class(c) & value_byte) != 0; });
}

std::string basic_authorization(std::string_view user_information) {
  std::string encoded((user_information.size() + 2) / 3 * 4 + 1, '\0');
  const auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                      reinterpret_cast<const unsigned char*>(user_information.data()),
                                      static_cast<int>(user_information.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

bool carries_length(const ClientRequest& request) {
  return !request.body.empty() || request.method == Method::post || request.method == Method::put ||
         request.method == Method::patch;
}

Error as_error(const error_code& error, const ClientRequest& request) {
  const auto host = request.url.authority();
  if (error == beast::http::error::body_limit || error == beast::http::error::buffer_overflow) {
    return {Code::resource_exhausted,
            fmt::format("the answer of {} is larger than {} bytes", host, request.response_bytes_max)};
  }
  return {Code::unavailable, fmt::format("no usable answer from {}: {}", host, error.message())};
}

// Reads answers off one connection.
class ResponseReader {
 public:
  ResponseReader(ClientConnection& connection, const ClientRequest& request, const ClientOptions& options)
      : connection_(connection), request_(request), options_(options) {}

  // The final answer.
  asio::awaitable<error_code> read() {
    for (int interim = 0; interim <= interim_max; ++interim) {
      begin();
      if (const auto error = co_await read_one()) co_return error;
      if (parser_->get().result_int() >= 200) co_return error_code{};
    }
    co_return make_error_code(beast::http::error::bad_status);
  }

  Parser& parser() { return *parser_; }
  [[nodiscard]] bool answered() const { return answered_; }
  [[nodiscard]] bool reusable() const { return parser_->keep_alive() && !at_end_ && buffer_.empty(); }

 private:
  void begin() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(options_.header_bytes_max);
    parser_->body_limit(request_.response_bytes_max);
    if (request_.method == Method::head) parser_->skip(true);
  }

  asio::awaitable<error_code> read_one() {
    while (true) {
      error_code error;
      while (!buffer_.empty() && !parser_->is_done()) {
        const auto used = parser_->put(asio::buffer(buffer_), error);
        buffer_.erase(0, used);
        if (error == beast::http::error::need_more) break;
        if (error) co_return error;
      }
      if (parser_->is_done()) co_return error_code{};
      std::array<char, read_bytes> piece{};
      const auto [failed, bytes] = co_await connection_.read(piece);
      answered_ = answered_ || bytes > 0;
      if (failed == asio::error::eof) {
        // The end of a body that has no other end; anything else is cut off.
        at_end_ = true;
        if (!parser_->got_some()) co_return make_error_code(beast::http::error::end_of_stream);
        parser_->put_eof(error);
        co_return error;
      }
      if (failed) co_return failed;
      buffer_.append(piece.data(), bytes);
    }
  }

  ClientConnection& connection_;
  const ClientRequest& request_;
  const ClientOptions& options_;
  std::optional<Parser> parser_;
  std::string buffer_;
  bool answered_ = false;
  bool at_end_ = false;
};

// Undoes the gzip that this client asked for.
Result<void> decompress(ClientResponse& response, const ClientRequest& request) {
  const std::string_view coding = response.headers[Field::content_encoding];
  if (coding.empty() || response.body.empty() || named(request, "accept-encoding")) return {};
  if (!equals_ignoring_case(coding, "gzip") && !equals_ignoring_case(coding, "x-gzip")) {
    return fail(Code::unavailable, fmt::format("{} answers in an unknown coding", request.url.authority()));
  }
  auto content = gunzip(response.body, request.response_bytes_max);
  if (!content) {
    const auto code = content.error().code == Code::resource_exhausted ? Code::resource_exhausted : Code::unavailable;
    return fail(code, fmt::format("the answer of {}: {}", request.url.authority(), content.error().message));
  }
  response.body = std::move(*content);
  response.headers.erase(Field::content_encoding);
  response.headers.erase(Field::content_length);
  return {};
}

}  // namespace

Result<std::string> request_bytes(const ClientRequest& request) {
  std::string out =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", std::string_view(beast::http::to_string(request.method)),
                  request.url.target, request.url.authority());
  for (const auto& [name, value] : request.headers) {
    if (!sendable(name, value)) return fail(Code::invalid_argument, fmt::format("the header {} cannot be sent", name));
    out += fmt::format("{}: {}\r\n", name, value);
  }
  if (!named(request, "accept-encoding")) out += "Accept-Encoding: gzip\r\n";
  if (!request.url.user_information.empty() && !named(request, "authorization")) {
    out += fmt::format("Authorization: Basic {}\r\n", basic_authorization(request.url.user_information));
  }
  if (carries_length(request)) out += fmt::format("Content-Length: {}\r\n", request.body.size());
  out += "\r\n";
  out += request.body;
  return out;
}

asio::awaitable<ClientExchange> exchange(ClientConnection& connection, const std::string& bytes,
                                         const ClientRequest& request, const ClientOptions& options) {
  ResponseReader reader(connection, request, options);
  const auto unsent = co_await connection.write(bytes);
  // A server may answer and close before it has read all: its answer counts, if there is one.
  if (const auto error = co_await reader.read()) {
    co_return ClientExchange{.response = std::unexpected(as_error(unsent ? unsent : error, request)),
                             .answered = reader.answered()};
  }
  auto message = reader.parser().release();
  ClientResponse response{
      .status = message.result_int(), .headers = std::move(message.base()), .body = std::move(message.body())};
  const bool reusable = !unsent && reader.reusable();
  if (auto plain = decompress(response, request); !plain) {
    co_return ClientExchange{.response = std::unexpected(plain.error()), .reusable = reusable, .answered = true};
  }
  co_return ClientExchange{.response = std::move(response), .reusable = reusable, .answered = true};
}

}  // namespace plaza::http
