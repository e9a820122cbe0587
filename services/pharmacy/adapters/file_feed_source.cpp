#include "services/pharmacy/adapters/file_feed_source.hpp"

#include <fstream>

#include <fmt/format.h>

namespace plaza::pharmacy {

asio::awaitable<Result<FetchedFeed>> FileFeedSource::fetch(Validators known, SteadyTime /*deadline*/) {
  co_return read(known);
}

Result<FetchedFeed> FileFeedSource::read(const Validators& known) const {
  std::error_code error;
  // Taken before the file is read: a change while it is read is seen the next time.
  const auto changed = std::filesystem::last_write_time(path_, error).time_since_epoch().count();
  const auto size = error ? 0 : std::filesystem::file_size(path_, error);
  if (error) {
    return fail(Code::unavailable, fmt::format("{}: {}", path_.string(), error.message()), "FETCH_UNREACHABLE");
  }
  if (size > body_bytes_max_) {
    return fail(Code::resource_exhausted,
                fmt::format("{} has {} bytes, more than {}", path_.string(), size, body_bytes_max_), "FETCH_TOO_LARGE");
  }
  FetchedFeed fetched{.validators = {.etag = fmt::format("{}-{}", changed, size), .last_modified = {}}};
  if (fetched.validators.etag == known.etag) return FetchedFeed{.unchanged = true};
  std::ifstream file(path_, std::ios::binary);
  fetched.text.resize(size);
  file.read(fetched.text.data(), static_cast<std::streamsize>(size));
  // Shorter than it was a moment ago: it is being written; what is there is judged as it is.
  fetched.text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad()) {
    return fail(Code::unavailable, fmt::format("{} cannot be read", path_.string()), "FETCH_UNREACHABLE");
  }
  return fetched;
}

}  // namespace plaza::pharmacy
