#include "platform/http/framing.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "platform/core/hex.hpp"

namespace plaza::http {
namespace {

using Checked = std::expected<void, FramingViolation>;

std::unexpected<FramingViolation> refuse(unsigned status, std::string_view detail) {
  return std::unexpected(FramingViolation{status, detail});
}

constexpr std::size_t method_bytes_max = 32;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool valid_port(std::string_view text) {
  if (text.size() > 5) return false;
  unsigned port = 0;
  for (const char c : text) {
    if (!digit(c)) return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= 65535;
}

// reg-name of RFC 3986: unreserved, percent-encoded, sub-delims. An IPv4 address is one, too.
bool valid_name(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) return false;
      i += 2;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c);
    if (!letter && std::string_view("-._~!$&'()*+,;=").find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

bool valid_ip_literal(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (hex_digit(c) < 0 && c != ':' && c != '.') return false;
  }
  return text.find(':') != std::string_view::npos;
}

// http://authority or https://authority, then a path, a query or nothing.
bool valid_absolute_form(std::string_view target) {
  const auto scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return false;
  const auto scheme = target.substr(0, scheme_end);
  if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return false;
  const auto rest = target.substr(scheme_end + 3);
  return valid_authority(rest.substr(0, rest.find_first_of("/?")));
}

Checked check_target(std::string_view method, std::string_view target) {
  if (method == "CONNECT") return refuse(501, "This server is no proxy: it has no CONNECT.");
  if (target.front() == '/') return {};
  if (target == "*") {
    if (method == "OPTIONS") return {};
    return refuse(400, "Only OPTIONS may ask for the target '*'.");
  }
  if (valid_absolute_form(target)) return {};
  return refuse(400, "The request target must be a path, or an absolute http address.");
}

Checked check_version(std::string_view version, Framing& framing) {
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) &&
                           version[6] == '.' && digit(version[7]);
  if (!well_formed) return refuse(400, "The request line must end with a protocol version such as HTTP/1.1.");
  if (version[5] != '1') return refuse(505, "This server speaks HTTP/1.1 and HTTP/1.0.");
  framing.minor_version = version[7] == '0' ? 0 : 1;  // a higher one is taken as 1.1: RFC 9110, 6.2
  return {};
}

// "GET /path HTTP/1.1\r\n": single blanks, nothing around them. Moves `position` behind it.
Checked check_request_line(std::string_view head, const FramingLimits& limits, std::size_t& position,
                           Framing& framing) {
  std::size_t i = 0;
  while (i < head.size() && (byte_class(head[i]) & token_byte) != 0) ++i;
  if (i == 0 || i == head.size() || head[i] != ' ') {
    return refuse(400, "The request line must begin with a method, followed by one blank.");
  }
  const auto method = head.substr(0, i);
  if (method.size() > method_bytes_max) return refuse(501, "This server knows no method of such a length.");

  const std::size_t target_start = ++i;
  while (i < head.size() && (byte_class(head[i]) & target_byte) != 0) ++i;
  if (i > limits.line_bytes_max) return refuse(414, "The request line is longer than this server reads.");
  if (i == target_start || i == head.size() || head[i] != ' ') {
    return refuse(400, "The request target must consist of visible ASCII characters and be followed by one blank.");
  }
  const auto target = head.substr(target_start, i - target_start);

  const std::size_t version_start = ++i;
  while (i < head.size() && head[i] != '\r' && head[i] != '\n') ++i;
  if (auto checked = check_version(head.substr(version_start, i - version_start), framing); !checked) return checked;
  if (i + 1 >= head.size() || head[i] != '\r' || head[i + 1] != '\n') {
    return refuse(400, "The request line must end with CR LF.");
  }
  position = i + 2;
  return check_target(method, target);
}

// Calls `see` with each member of a comma-separated list; empty members are passed over.
template <class See>
void for_each_member(std::string_view list, See see) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto member = trim_blanks(list.substr(0, comma));
    if (!member.empty()) see(member);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
}

// The fields that decide where a request ends and what becomes of its connection.
class FieldCheck {
 public:
  explicit FieldCheck(Framing& framing) : framing_(framing) {}

  Checked see(const FieldLine& field) {
    switch (field.name.size()) {
      case 4:
        return equals_ignoring_case(field.name, "host") ? see_host(field.value) : Checked{};
      case 6:
        return equals_ignoring_case(field.name, "expect") ? see_expect(field.value) : Checked{};
      case 10:
        return equals_ignoring_case(field.name, "connection") ? see_connection(field.value) : Checked{};
      case 14:
        return equals_ignoring_case(field.name, "content-length") ? see_length(field.value) : Checked{};
      case 17:
        return equals_ignoring_case(field.name, "transfer-encoding") ? see_encoding(field.value) : Checked{};
      default:
        return {};
    }
  }

  Checked finish() {
    if (framing_.minor_version == 1 && !host_) return refuse(400, "An HTTP/1.1 request needs a Host field.");
    if (encoding_ && framing_.minor_version == 0) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding.");
    if (encoding_ && length_) return refuse(400, "Content-Length and Transfer-Encoding may not stand together.");
    if (framing_.minor_version == 0) framing_.expects_continue = false;  // RFC 9110, 10.1.1
    if (unknown_expectation_ && framing_.minor_version == 1) {
      return refuse(417, "The only expectation that this server meets is 100-continue.");
    }
    framing_.keep_alive = !close_ && (framing_.minor_version == 1 || keep_alive_);
    return {};
  }

 private:
  Checked see_host(std::string_view value) {
    if (host_) return refuse(400, "A request may have one Host field only.");
    host_ = true;
    if (!valid_authority(value))
      return refuse(400, "The Host field must be a host name or address, with a port or none.");
    return {};
  }

  Checked see_length(std::string_view value) {
    if (length_) return refuse(400, "A request may have one Content-Length field only.");
    length_ = true;
    if (value.empty()) return refuse(400, "The Content-Length must be a decimal number.");
    constexpr auto limit = std::numeric_limits<std::uint64_t>::max();
    for (const char c : value) {
      if (!digit(c)) return refuse(400, "The Content-Length must be a decimal number.");
      const auto units = static_cast<std::uint64_t>(c - '0');
      if (framing_.content_length > (limit - units) / 10) return refuse(413, "The Content-Length is beyond any body.");
      framing_.content_length = framing_.content_length * 10 + units;
    }
    return {};
  }

  // A request whose last coding is not chunked has no end that can be told: 400 (RFC 9112, 6.3). One that has its end
  // but was coded before is understood and cannot be undone here: 501.
  Checked see_encoding(std::string_view value) {
    if (encoding_) return refuse(400, "A request may have one Transfer-Encoding field only.");
    encoding_ = true;
    unsigned chunked = 0;
    unsigned others = 0;
    bool chunked_last = false;
    for_each_member(value, [&](std::string_view coding) {
      chunked_last = equals_ignoring_case(coding, "chunked");
      ++(chunked_last ? chunked : others);
    });
    if (!chunked_last || chunked > 1)
      return refuse(400, "The last transfer coding of a request must be chunked, once.");
    if (others > 0) return refuse(501, "The only transfer coding that this server reads is chunked.");
    if (value.size() != std::strlen("chunked")) return refuse(400, "The Transfer-Encoding must be chunked alone.");
    framing_.chunked = true;
    return {};
  }

  Checked see_expect(std::string_view value) {
    for_each_member(value, [&](std::string_view expectation) {
      const bool known = equals_ignoring_case(expectation, "100-continue");
      (known ? framing_.expects_continue : unknown_expectation_) = true;
    });
    return {};
  }

  Checked see_connection(std::string_view value) {
    bool tokens = true;
    for_each_member(value, [&](std::string_view option) {
      if (equals_ignoring_case(option, "close")) close_ = true;
      if (equals_ignoring_case(option, "keep-alive")) keep_alive_ = true;
      tokens = tokens && std::ranges::all_of(option, [](char c) { return (byte_class(c) & token_byte) != 0; });
    });
    if (!tokens) return refuse(400, "The Connection field must be a list of option names.");
    return {};
  }

  Framing& framing_;
  bool host_ = false;
  bool length_ = false;
  bool encoding_ = false;
  bool close_ = false;
  bool keep_alive_ = false;
  bool unknown_expectation_ = false;
};

constexpr std::string_view line_too_long = "The request line is longer than this server reads.";
constexpr std::string_view header_too_long = "The header fields are larger together than this server reads.";

}  // namespace

bool valid_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || !valid_ip_literal(text.substr(1, end - 1))) return false;
    const auto rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && valid_port(rest.substr(1)));
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && !valid_port(text.substr(colon + 1))) return false;
  return valid_name(text.substr(0, colon));
}

std::expected<std::optional<std::size_t>, FramingViolation> find_head_end(std::string_view bytes, std::size_t& searched,
                                                                          const FramingLimits& limits) {
  if (bytes.empty()) return std::nullopt;
  if ((byte_class(bytes.front()) & token_byte) == 0) {
    return refuse(400, "The request line must begin with a method, followed by one blank.");
  }
  while (const void* found = std::memchr(bytes.data() + searched, '\n', bytes.size() - searched)) {
    const auto newline = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    searched = newline;
    const auto rest = bytes.substr(newline + 1);
    if (rest.starts_with("\r\n")) return newline + 3;
    if (rest.starts_with('\n')) return newline + 2;
    if (rest.empty() || rest == "\r") break;  // the next bytes tell
    ++searched;
  }
  if (bytes.size() > limits.line_bytes_max &&
      std::memchr(bytes.data(), '\n', static_cast<std::size_t>(limits.line_bytes_max)) == nullptr) {
    return refuse(414, line_too_long);
  }
  if (bytes.size() > limits.line_bytes_max + limits.header_bytes_max) return refuse(431, header_too_long);
  if (std::memchr(bytes.data() + searched, '\n', bytes.size() - searched) == nullptr) searched = bytes.size();
  return std::nullopt;
}

std::expected<Framing, FramingViolation> check_head(std::string_view head, const FramingLimits& limits) {
  Framing framing;
  std::size_t position = 0;
  if (auto line = check_request_line(head, limits, position, framing); !line) return std::unexpected(line.error());
  if (head.size() - position > limits.header_bytes_max) return refuse(431, header_too_long);

  FieldCheck fields(framing);
  std::uint32_t count = 0;
  while (!head.substr(position).starts_with("\r\n")) {
    const auto field = read_field_line(head, position);
    if (!field) return std::unexpected(field.error());
    if (++count > limits.header_fields_max)
      return refuse(431, "The request has more header fields than this server reads.");
    if (auto seen = fields.see(*field); !seen) return std::unexpected(seen.error());
  }
  if (position + 2 != head.size()) return refuse(400, "A header line must end with CR LF.");
  if (auto finished = fields.finish(); !finished) return std::unexpected(finished.error());
  return framing;
}

}  // namespace plaza::http
