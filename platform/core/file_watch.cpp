#include "platform/core/file_watch.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/inotify.h>

#include "platform/core/path_watches.hpp"
#include "platform/core/read_file.hpp"

namespace plaza {

using boost::system::error_code;

class FileWatch::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, const std::filesystem::path& path, FileWatchOptions options, OnChange on_change)
      : path_(std::filesystem::absolute(path)),
        options_(options),
        on_change_(std::move(on_change)),
        inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
        watches_(inotify_),
        events_(io),
        settled_(io),
        poll_(io) {
    // Without a descriptor (a user may have 128 by default) what is left is to look now and then.
    if (inotify_ >= 0) events_.assign(inotify_);
  }

  Result<std::string> start() {
    watches_.renew(path_);
    auto content = read_file(path_, options_.bytes_max);
    told_ = content;
    asio::post(events_.get_executor(), [self = shared_from_this()] {
      self->read_events();
      self->wait_for_poll();
    });
    return content;
  }

  void start_from(Result<std::string> known) {
    told_ = std::move(known);
    asio::post(events_.get_executor(), [self = shared_from_this()] {
      self->look();
      self->read_events();
      self->wait_for_poll();
    });
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      on_change_ = nullptr;
    }
    asio::post(events_.get_executor(), [self = shared_from_this()] { self->close(); });
  }

 private:
  void close() {
    closed_ = true;
    events_.close();
    settled_.cancel();
    poll_.cancel();
  }

  void read_events() {
    if (closed_ || !events_.is_open()) return;
    events_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t bytes) {
      if (error) return;
      if (self->any_concerns(bytes)) self->note_change();
      self->read_events();
    });
  }

  bool any_concerns(std::size_t bytes) const {
    bool any = false;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer_.data() + at);
      any = any || watches_.concerns(*event);
      at += sizeof(inotify_event) + event->len;
    }
    return any;
  }

  void note_change() {
    const auto now = std::chrono::steady_clock::now();
    if (!first_sign_) first_sign_ = now;
    settled_.expires_at(std::min(now + options_.quiet, *first_sign_ + options_.delay_max));
    settled_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->look();
    });
  }

  void wait_for_poll() {
    if (closed_) return;
    poll_.expires_after(options_.poll_interval);
    poll_.async_wait([self = shared_from_this()](error_code error) {
      if (error) return;
      self->look();
      self->wait_for_poll();
    });
  }

  void look() {
    first_sign_.reset();
    watches_.renew(path_);
    auto content = read_file(path_, options_.bytes_max);
    if (content == told_) return;
    told_ = content;
    const std::scoped_lock lock(mutex_);
    if (on_change_) on_change_(std::move(content));
  }

  const std::filesystem::path path_;
  const FileWatchOptions options_;
  std::mutex mutex_;  // on_change_ and its run, against the destructor
  OnChange on_change_;

  int inotify_;
  PathWatches watches_;
  asio::posix::stream_descriptor events_;  // owns inotify_
  asio::steady_timer settled_;
  asio::steady_timer poll_;
  std::optional<std::chrono::steady_clock::time_point> first_sign_;
  Result<std::string> told_;
  bool closed_ = false;
  alignas(inotify_event) std::array<char, 4096> buffer_;
};

FileWatch::FileWatch(asio::io_context& io, const std::filesystem::path& path, FileWatchOptions options,
                     OnChange on_change)
    : impl_(std::make_shared<Impl>(io, path, options, std::move(on_change))) {}

FileWatch::~FileWatch() {
  impl_->stop();
}

Result<std::string> FileWatch::start() {
  return impl_->start();
}

void FileWatch::start_from(Result<std::string> known) {
  impl_->start_from(std::move(known));
}

}  // namespace plaza
