#include "platform/http/reply.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace plaza::http {
namespace {

std::string_view reason(unsigned status) {
  if (status == 499) return "Cancelled";
  return beast::http::obsolete_reason(beast::http::int_to_status(status));
}

void append_number(std::string& out, std::uint64_t value) {
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

// RFC 9110, 8.6: 1xx and 204 have no content, 304 tells about content that is not sent.
bool has_content(unsigned status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

void append_reply_head(std::string& out, const Response& response, const ReplyFrame& frame) {
  if (response.status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
  } else {
    out += "HTTP/1.1 ";
    append_number(out, response.status);
    out += ' ';
    out += reason(response.status);
    out += "\r\n";
  }
  out += frame.date_line;
  out += response.headers.block();
  if (std::holds_alternative<StreamedBody>(response.body)) {
    if (frame.minor_version == 1) out += "Transfer-Encoding: chunked\r\n";
  } else if (has_content(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.text().size());
    out += "\r\n";
  }
  if (!frame.keep_alive) {
    out += "Connection: close\r\n";
  } else if (frame.minor_version == 0) {
    out += "Connection: keep-alive\r\n";
  }
  // Last: what stands before it may serve again (FinishedReply).
  if (!frame.request_id.empty()) {
    out += "X-Request-Id: ";
    out += frame.request_id;
    out += "\r\n";
  }
  out += "\r\n";
}

void append_chunk(std::string& out, std::string_view piece) {
  fmt::format_to(std::back_inserter(out), "{:x}\r\n", piece.size());
  out += piece;
  out += "\r\n";
}

}  // namespace plaza::http
