#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"

namespace plaza::pharmacy {

// What tells whether a source has changed since it was read.
struct Validators {
  std::string etag;
  std::string last_modified;
};

struct FetchedFeed {
  bool unchanged = false;  // since the validators given; then nothing else is set
  std::string text{};
  Validators validators{};
};

// Where the feed is fetched from. Lives on one worker.
class FeedSource {
 public:
  virtual ~FeedSource() = default;
  // For people: without credentials.
  [[nodiscard]] virtual std::string shown() const = 0;
  // Errors: those of the transport; resource_exhausted when the feed is larger than allowed. Their reason is one of
  // FETCH_UNREACHABLE, FETCH_TIMEOUT, FETCH_STATUS, FETCH_TOO_LARGE.
  virtual asio::awaitable<Result<FetchedFeed>> fetch(Validators known, SteadyTime deadline) = 0;
};

// For an http(s) address, a file:// address or a path. Errors: invalid_argument for any other scheme or a broken
// address.
Result<std::unique_ptr<FeedSource>> make_feed_source(std::string_view source, std::uint64_t body_bytes_max,
                                                     asio::io_context::executor_type executor);

}  // namespace plaza::pharmacy
