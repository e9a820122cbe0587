#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "platform/http/field_line.hpp"

namespace plaza::http {

// Takes the chunks of a request's body apart (RFC 9112, 7.1), strictly: sizes of at most 16 hexadecimal digits, CR LF
// where it belongs, no blanks around sizes. Extensions and trailer fields are checked and left out. One per body.
class ChunkDecoder {
 public:
  static constexpr std::size_t line_bytes_max = 1024;              // a size with its extensions
  static constexpr std::uint64_t extension_bytes_max = 16 * 1024;  // of all chunks of a body
  static constexpr std::uint64_t trailer_bytes_max = 8 * 1024;

  // `body_bytes_max`: more content than this is 413.
  explicit ChunkDecoder(std::uint64_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // Appends the content found in `bytes` to `body` and returns how many bytes were used. The rest, an incomplete line,
  // must come again with what follows it.
  std::expected<std::size_t, FramingViolation> take(std::string_view bytes, std::string& body);

  // True behind the last chunk and its trailer: what follows belongs to the next request.
  [[nodiscard]] bool finished() const { return state_ == State::finished; }

 private:
  enum class State : std::uint8_t { size, content, content_end, trailer, finished };
  using Used = std::expected<std::size_t, FramingViolation>;

  Used take_size(std::string_view bytes, std::uint64_t body_bytes);
  Used take_content(std::string_view bytes, std::string& body);
  Used take_content_end(std::string_view bytes);
  Used take_trailer(std::string_view bytes);

  std::uint64_t body_bytes_max_;
  std::uint64_t chunk_bytes_left_ = 0;
  std::uint64_t extension_bytes_ = 0;
  std::uint64_t trailer_bytes_ = 0;
  State state_ = State::size;
};

}  // namespace plaza::http
