#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"

namespace plaza {

namespace asio = boost::asio;

struct FileWatchOptions {
  // A change is read when nothing more has happened for this long: a file written in place is not read half done …
  milliseconds quiet{50};
  // … but at the latest this long after its first sign.
  milliseconds delay_max{1'000};
  // The file is looked at this often in any case, for file systems and directories that report no changes.
  milliseconds poll_interval{30'000};
  std::uint64_t bytes_max = 1024UL * 1024;
};

// Follows the content of a file while it is rewritten, replaced, deleted, made again, or reached through symbolic links
// that are swapped (Kubernetes ConfigMaps and Secrets). Reads files, so its loop is the background worker's.
class FileWatch {
 public:
  // Runs on the loop whenever the content is another one than last told, or cannot be read any more (the errors of
  // read_file; each is told once).
  using OnChange = std::function<void(Result<std::string> content)>;

  // `io` outlives it, and is run by one thread. A relative path is one from the working directory of now.
  FileWatch(asio::io_context& io, const std::filesystem::path& path, FileWatchOptions options, OnChange on_change);
  // When it returns, the callback does not run again. Not from within the callback, and not holding a lock that the
  // callback takes.
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // The content of now; what comes after it goes to the callback, also when this is an error. One start, once.
  Result<std::string> start();
  // For a file that was read before: `known` is what it said then. Anything else goes to the callback.
  void start_from(Result<std::string> known);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plaza
