#include "platform/http/chunked.hpp"

#include <algorithm>

#include "platform/core/hex.hpp"

namespace plaza::http {
namespace {

std::unexpected<FramingViolation> refuse(unsigned status, std::string_view detail) {
  return std::unexpected(FramingViolation{status, detail});
}

constexpr std::size_t size_digits_max = 16;

}  // namespace

std::expected<std::size_t, FramingViolation> ChunkDecoder::take(std::string_view bytes, std::string& body) {
  std::size_t used = 0;
  while (state_ != State::finished) {
    const auto rest = bytes.substr(used);
    Used step = 0;
    switch (state_) {
      case State::size:
        step = take_size(rest, body.size());
        break;
      case State::content:
        step = take_content(rest, body);
        break;
      case State::content_end:
        step = take_content_end(rest);
        break;
      case State::trailer:
        step = take_trailer(rest);
        break;
      case State::finished:
        break;
    }
    if (!step) return step;
    if (*step == 0) break;
    used += *step;
  }
  return used;
}

// "1a;name=value\r\n"
ChunkDecoder::Used ChunkDecoder::take_size(std::string_view bytes, std::uint64_t body_bytes) {
  const auto newline = bytes.substr(0, line_bytes_max).find('\n');
  if (newline == std::string_view::npos) {
    if (bytes.size() >= line_bytes_max) return refuse(400, "A chunk's size line is longer than this server reads.");
    return 0;
  }
  std::uint64_t size = 0;
  std::size_t digits = 0;
  while (digits < newline && digits <= size_digits_max && hex_digit(bytes[digits]) >= 0) {
    size = size << 4 | static_cast<std::uint64_t>(hex_digit(bytes[digits]));
    ++digits;
  }
  if (digits == 0 || digits > size_digits_max) return refuse(400, "A chunk's size must be 1 to 16 hexadecimal digits.");
  const auto extension = bytes.substr(digits, newline - digits);  // with its CR
  if (!extension.ends_with('\r')) return refuse(400, "A chunk's size line must end with CR LF.");
  // Blanks may stand before an extension (RFC 9112, 7.1.1), and nowhere else.
  if (extension.size() > 1 && !trim_blanks(extension).starts_with(';')) {
    return refuse(400, "A chunk's size may be followed by an extension only.");
  }
  if (!std::ranges::all_of(extension.substr(0, extension.size() - 1),
                           [](char c) { return (byte_class(c) & value_byte) != 0; })) {
    return refuse(400, "A chunk's extension may not hold control characters.");
  }
  extension_bytes_ += extension.size() - 1;
  if (extension_bytes_ > extension_bytes_max)
    return refuse(400, "The chunk extensions are longer than this server reads.");
  if (size > body_bytes_max_ || body_bytes > body_bytes_max_ - size) {
    return refuse(413, "The body is larger than this address takes.");
  }
  chunk_bytes_left_ = size;
  state_ = size == 0 ? State::trailer : State::content;
  return newline + 1;
}

ChunkDecoder::Used ChunkDecoder::take_content(std::string_view bytes, std::string& body) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_bytes_left_));
  body.append(bytes.substr(0, count));
  chunk_bytes_left_ -= count;
  if (chunk_bytes_left_ == 0) state_ = State::content_end;
  return count;
}

ChunkDecoder::Used ChunkDecoder::take_content_end(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) {
    state_ = State::size;
    return 2;
  }
  if (bytes.empty() || bytes == "\r") return 0;
  return refuse(400, "A chunk's content must be followed by CR LF.");
}

ChunkDecoder::Used ChunkDecoder::take_trailer(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  if (trailer_bytes_ + (newline == std::string_view::npos ? bytes.size() : newline) > trailer_bytes_max) {
    return refuse(431, "The trailer fields are larger together than this server reads.");
  }
  if (newline == std::string_view::npos) return 0;
  if (bytes.starts_with("\r\n")) {
    state_ = State::finished;
    return 2;
  }
  std::size_t position = 0;
  if (const auto field = read_field_line(bytes.substr(0, newline + 1), position); !field) {
    return std::unexpected(field.error());
  }
  trailer_bytes_ += position;
  return position;
}

}  // namespace plaza::http
