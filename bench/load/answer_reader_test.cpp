#include "bench/load/answer_reader.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace plaza::bench {
namespace {

// The statuses of all answers in `bytes`, read `step` bytes at a time; 0 stands for what is malformed.
std::vector<unsigned> statuses(std::string_view bytes, std::size_t step) {
  AnswerReader reader;
  std::vector<unsigned> found;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, step);
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      Answer answer;
      const auto progress = reader.next(piece, answer);
      if (progress == AnswerReader::Progress::malformed) return {0};
      if (progress == AnswerReader::Progress::answer) found.push_back(answer.status);
    }
  }
  return found;
}

TEST(AnswerReader, finds_the_same_answers_however_the_bytes_are_cut) {
  const std::string_view bytes =
      "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello"
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"
      "HTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\nA;x=y\r\n0123456789\r\n0\r\nT: "
      "1\r\n\r\n"
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
  const std::vector<unsigned> expected{200, 304, 404, 503};
  for (std::size_t step = 1; step <= bytes.size(); ++step) EXPECT_EQ(statuses(bytes, step), expected) << step;
}

TEST(AnswerReader, tells_when_the_server_closes) {
  AnswerReader reader;
  Answer answer;
  std::string_view bytes = "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n";
  ASSERT_EQ(reader.next(bytes, answer), AnswerReader::Progress::answer);
  EXPECT_TRUE(answer.closes);
}

TEST(AnswerReader, refuses_what_has_no_end) {
  EXPECT_EQ(statuses("HTTP/1.1 200 OK\r\n\r\n", 100), std::vector<unsigned>{0});
  EXPECT_EQ(statuses("SSH-2.0-OpenSSH\r\n\r\n", 100), std::vector<unsigned>{0});
}

}  // namespace
}  // namespace plaza::bench
