#pragma once

#include <filesystem>

#include "services/pharmacy/adapters/feed_source.hpp"

namespace plaza::pharmacy {

// A feed in a file. Its time of change and its size are the validator. Reading blocks: it belongs on the background
// worker.
class FileFeedSource final : public FeedSource {
 public:
  FileFeedSource(std::filesystem::path path, std::uint64_t body_bytes_max)
      : path_(std::move(path)), body_bytes_max_(body_bytes_max) {}

  [[nodiscard]] std::string shown() const override { return path_.string(); }
  asio::awaitable<Result<FetchedFeed>> fetch(Validators known, SteadyTime deadline) override;

 private:
  [[nodiscard]] Result<FetchedFeed> read(const Validators& known) const;

  std::filesystem::path path_;
  std::uint64_t body_bytes_max_;
};

}  // namespace plaza::pharmacy
