#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "platform/http/message.hpp"

namespace plaza::http {

// Answers on their way out: small ones gathered in one text, so that one write takes them all, and behind it at most
// one large body, which is not copied. It has memory only while something waits to be sent: between requests the memory
// serves other connections.
class OutputBuffer {
 public:
  // From here on a body goes out from where it is.
  static constexpr std::size_t large_body_bytes = 32 * 1024;
  // More than this is written before further requests of the connection are looked at.
  static constexpr std::size_t gathered_bytes_max = 256 * 1024;
  // For appending; not while a large body waits.
  std::string& text() { return text_; }

  void append_body(Response&& response) {
    const auto content = response.text();
    if (content.size() < large_body_bytes) {
      text_ += content;
      return;
    }
    large_ = std::move(response);
  }

  [[nodiscard]] bool empty() const { return sent_ == size(); }
  [[nodiscard]] bool must_flush() const { return !large_.text().empty() || text_.size() > gathered_bytes_max; }

  [[nodiscard]] std::array<boost::asio::const_buffer, 2> buffers() const {
    const std::string_view text = text_;
    const auto large = large_.text();
    const auto of_text = std::min(sent_, text.size());
    return {boost::asio::buffer(text.substr(of_text)), boost::asio::buffer(large.substr(sent_ - of_text))};
  }

  void consume(std::size_t bytes) {
    sent_ += bytes;
    if (!empty()) return;
    sent_ = 0;
    large_.body = std::string();
    text_.clear();
  }

  // Memory for the text, before it is appended to.
  void lend(std::string memory) { text_ = std::move(memory); }
  [[nodiscard]] bool has_memory() const { return text_.capacity() > std::string().capacity(); }
  // The memory back, when all is sent.
  [[nodiscard]] std::string take_memory() { return std::exchange(text_, {}); }

 private:
  [[nodiscard]] std::size_t size() const { return text_.size() + large_.text().size(); }

  std::string text_;
  Response large_;
  std::size_t sent_ = 0;  // of the text, then of the large body
};

}  // namespace plaza::http
