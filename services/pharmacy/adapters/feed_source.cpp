#include "services/pharmacy/adapters/feed_source.hpp"

#include <fmt/format.h>

#include "services/pharmacy/adapters/file_feed_source.hpp"
#include "services/pharmacy/adapters/http_feed_source.hpp"

namespace plaza::pharmacy {

Result<std::unique_ptr<FeedSource>> make_feed_source(std::string_view source, std::uint64_t body_bytes_max,
                                                     asio::io_context::executor_type executor) {
  constexpr std::string_view file_scheme = "file://";
  if (source.empty()) return fail(Code::invalid_argument, "feed.source is empty");
  if (source.starts_with(file_scheme)) source.remove_prefix(file_scheme.size());
  if (!source.contains("://")) return std::make_unique<FileFeedSource>(source, body_bytes_max);
  auto url = http::Url::parse(source);
  if (!url) return fail(Code::invalid_argument, fmt::format("feed.source: {}", url.error().message));
  return std::make_unique<HttpFeedSource>(std::move(*url), body_bytes_max, executor);
}

}  // namespace plaza::pharmacy
