#pragma once

// Where a request ends, said a second and a third time: by a plain reading of RFC 9112 that shares no line with ours,
// and by Beast's own parser of whole messages. What our server takes for one message must be the same one to both.

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace plaza::fuzz {

struct Extent {
  std::size_t bytes = 0;  // of the whole message
  std::string body;

  bool operator==(const Extent&) const = default;
};

// Splits at CR LF and nowhere else, looks at the two fields that matter, and counts. For messages that our server has
// accepted: it checks nothing that a boundary does not depend on. Nothing where the message does not end.
class PlainReader {
 public:
  explicit PlainReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<Extent> read() {
    std::uint64_t length = 0;
    bool chunked = false;
    if (!line()) return std::nullopt;
    while (true) {
      const auto field = line();
      if (!field) return std::nullopt;
      if (field->empty()) break;
      const auto colon = field->find(':');
      if (colon == std::string_view::npos) return std::nullopt;
      const auto name = lower(field->substr(0, colon));
      const auto value = trimmed(field->substr(colon + 1));
      if (name == "content-length" && !number(value, 10, length)) return std::nullopt;
      if (name == "transfer-encoding") chunked = lower(value) == "chunked";
    }
    if (chunked ? !read_chunks() : !take(length)) return std::nullopt;
    return Extent{at_, body_};
  }

 private:
  bool read_chunks() {
    while (true) {
      const auto size_line = line();
      std::uint64_t size = 0;
      if (!size_line || !number(trimmed(size_line->substr(0, size_line->find(';'))), 16, size)) return false;
      if (size == 0) break;
      if (!take(size) || line() != "") return false;
    }
    while (true) {
      const auto trailer = line();
      if (!trailer) return false;
      if (trailer->empty()) return true;
    }
  }

  std::optional<std::string_view> line() {
    const auto end = bytes_.find("\r\n", at_);
    if (end == std::string_view::npos) return std::nullopt;
    const auto found = bytes_.substr(at_, end - at_);
    at_ = end + 2;
    return found;
  }

  bool take(std::uint64_t count) {
    if (count > bytes_.size() - at_) return false;
    body_ += bytes_.substr(at_, static_cast<std::size_t>(count));
    at_ += static_cast<std::size_t>(count);
    return true;
  }

  static bool number(std::string_view text, int base, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && end == text.data() + text.size();
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    }
    return out;
  }

  static std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string body_;
};

// The message as Beast reads it, body and all; nothing where Beast refuses it, which it may.
inline std::optional<Extent> read_by_beast(std::string_view bytes) {
  boost::beast::http::request_parser<boost::beast::http::string_body> parser;
  parser.header_limit(1U << 20);
  parser.body_limit(1U << 20);
  parser.eager(true);
  boost::system::error_code error;
  Extent extent;
  while (!parser.is_done()) {
    const auto rest = bytes.substr(extent.bytes);
    extent.bytes += parser.put(boost::asio::buffer(rest), error);
    if (error) return std::nullopt;
  }
  extent.body = parser.get().body();
  return extent;
}

}  // namespace plaza::fuzz
