#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "platform/core/error.hpp"
#include "platform/redis/reply.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): hiredis's own.
struct redisReader;

namespace plaza::redis {

// Makes replies from bytes as they come, with hiredis's parser. What a broken or hostile server can cost is bounded: an
// incomplete reply is at most `reply_bytes_max` bytes, a list has at most elements_max elements. Lives on one worker.
class ReplyReader {
 public:
  static constexpr int elements_max = 1'000'000;

  explicit ReplyReader(std::uint64_t reply_bytes_max);
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  Result<void> feed(std::span<const std::uint8_t> bytes);
  // The next whole reply, or nothing yet. After an error nothing can be read any more.
  Result<std::optional<Reply>> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };

  std::uint64_t reply_bytes_max_;
  Reply root_;  // of the reply that is being read
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace plaza::redis
