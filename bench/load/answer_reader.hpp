#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plaza::bench {

// What the load looks at of an answer.
struct Answer {
  unsigned status = 0;
  bool closes = false;  // the server ends the connection behind it
};

// Finds the ends of HTTP/1.1 answers in what a server sends: Content-Length, chunks, and statuses without content.
// Bodies are counted off, never kept.
class AnswerReader {
 public:
  enum class Progress : std::uint8_t { more, answer, malformed };

  // Takes bytes off the front of `bytes`: up to the end of one answer, or all of them when there is none.
  Progress next(std::string_view& bytes, Answer& answer);
  // For a new connection.
  void reset() { *this = AnswerReader(); }

 private:
  enum class Part : std::uint8_t { head, body, chunk_size, chunk, trailer };

  bool take_head(std::string_view& bytes);
  bool begin_body();
  // A line of the chunked coding; false when it is not whole yet.
  bool take_line(std::string_view& bytes);
  Progress take_chunked(std::string_view& bytes);

  Part part_ = Part::head;
  Answer answer_;
  std::uint64_t left_ = 0;  // of the body, or of the chunk with its line end
  std::string kept_;        // an unfinished head or line
};

}  // namespace plaza::bench
