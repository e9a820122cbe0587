#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace plaza::http {

// Bytes received and not used yet. Small while a connection idles, since there may be thousands of those; larger once a
// read has filled it. It is never full for long: what reads from it refuses a head that does not fit and empties
// bodies.
class InputBuffer {
 public:
  static constexpr std::size_t bytes_min = 2 * 1024;

  // `bytes_max`: no unused bytes beyond this are kept.
  explicit InputBuffer(std::size_t bytes_max) : bytes_max_(std::max(bytes_max, bytes_min)) {}

  [[nodiscard]] std::string_view unused() const { return {data_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  void consume(std::size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  // Room for the next read; at least one byte as long as fewer than bytes_max are unused.
  std::span<char> prepare() {
    if (!data_ || (empty() && capacity_ > bytes_min)) {
      resize(wanted_);
    } else if (end_ == capacity_) {
      resize(std::min(bytes_max_, end_ - begin_ > capacity_ / 2 ? capacity_ * 2 : capacity_));
    }
    return {data_.get() + end_, capacity_ - end_};
  }

  void commit(std::size_t bytes) {
    end_ += bytes;
    wanted_ = end_ == capacity_ ? std::min(capacity_ * 2, bytes_max_) : bytes_min;
  }

 private:
  void resize(std::size_t capacity) {
    if (data_ && capacity == capacity_) {
      std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
    } else {
      auto fresh = std::make_unique_for_overwrite<char[]>(capacity);
      if (data_) std::memcpy(fresh.get(), data_.get() + begin_, end_ - begin_);
      data_ = std::move(fresh);
      capacity_ = capacity;
    }
    end_ -= begin_;
    begin_ = 0;
  }

  std::size_t bytes_max_;
  std::size_t wanted_ = bytes_min;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::unique_ptr<char[]> data_;
};

}  // namespace plaza::http
