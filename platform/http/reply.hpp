#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace plaza::http {

// How an answer's head frames what follows it.
struct ReplyFrame {
  std::string_view date_line;   // "Date: …\r\n"
  std::string_view request_id;  // empty: none is written
  unsigned minor_version = 1;   // of the request
  bool keep_alive = true;
  bool head_only = false;  // the answer to HEAD
};

// Appends status line and header fields with the empty line.
void append_reply_head(std::string& out, const Response& response, const ReplyFrame& frame);

// Appends `piece` as one chunk (RFC 9112, 7.1). Not for an empty piece: that would end the body.
void append_chunk(std::string& out, std::string_view piece);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace plaza::http
