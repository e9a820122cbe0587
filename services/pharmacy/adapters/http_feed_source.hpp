#pragma once

#include "platform/http/client.hpp"
#include "services/pharmacy/adapters/feed_source.hpp"

namespace plaza::pharmacy {

// A feed at an http(s) address, asked for with If-None-Match and If-Modified-Since.
class HttpFeedSource final : public FeedSource {
 public:
  HttpFeedSource(http::Url url, std::uint64_t body_bytes_max, asio::io_context::executor_type executor)
      : url_(std::move(url)), body_bytes_max_(body_bytes_max), client_(executor) {}

  [[nodiscard]] std::string shown() const override;
  asio::awaitable<Result<FetchedFeed>> fetch(Validators known, SteadyTime deadline) override;

 private:
  [[nodiscard]] http::ClientRequest request(const Validators& known) const;

  http::Url url_;
  std::uint64_t body_bytes_max_;
  http::Client client_;
};

}  // namespace plaza::pharmacy
