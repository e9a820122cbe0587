#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "platform/http/field_line.hpp"

namespace plaza::http {

// The strict check of a request's head (request line and header fields up to the empty line) on the bytes as they came,
// before Beast's parser sees them. That parser takes what two servers in a row may understand differently, which is how
// requests are smuggled: folded lines, two Hosts, repeated lengths, chunked not last. Rules: RFC 9112 and RFC 9110.

struct FramingLimits {
  std::uint64_t line_bytes_max = 8 * 1024;     // the request line; more is 414
  std::uint64_t header_bytes_max = 32 * 1024;  // all fields together; more is 431
  std::uint32_t header_fields_max = 100;       // more is 431
};

// What a head says about the request's body and about the connection after it.
struct Framing {
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool keep_alive = false;
  bool expects_continue = false;
  unsigned minor_version = 1;  // HTTP/1.0 or 1.1

  bool operator==(const Framing&) const = default;
};

// Looks for the end of the head: its length with the empty line, or nothing while more bytes are needed. `searched`
// starts at 0 and keeps how far the search came, so that a head which arrives in many pieces is looked through once. An
// end by bare line feeds is found as well: check_head refuses it. Refused here is what exceeds a limit before it has an
// end, and what cannot become a request (its first byte).
std::expected<std::optional<std::size_t>, FramingViolation> find_head_end(std::string_view bytes, std::size_t& searched,
                                                                          const FramingLimits& limits);

// Checks a whole head in one pass, without allocating.
std::expected<Framing, FramingViolation> check_head(std::string_view head, const FramingLimits& limits);

// A Host value or a target's authority without user information: a name, an IPv4 address or a bracketed IPv6 one, and a
// port up to 65535 or none. Not empty: an http address without a host is invalid (RFC 9110, 4.2.1).
bool valid_authority(std::string_view text);

}  // namespace plaza::http
