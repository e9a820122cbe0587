#pragma once

#include <atomic>
#include <cstdint>

namespace plaza::kafka {

// How much may be under way at once, counted by all threads. Exact: two that race for the last place do not both get
// it.
class InFlightBound {
 public:
  InFlightBound(std::uint64_t records_max, std::uint64_t bytes_max)
      : records_max_(records_max), bytes_max_(bytes_max) {}

  [[nodiscard]] bool enter(std::uint64_t bytes) {
    if (records_.fetch_add(1, std::memory_order_acq_rel) >= records_max_) {
      records_.fetch_sub(1, std::memory_order_acq_rel);
      return false;
    }
    // One record that is alone always fits.
    const auto before = bytes_.fetch_add(bytes, std::memory_order_acq_rel);
    if (before != 0 && before + bytes > bytes_max_) {
      leave(bytes);
      return false;
    }
    return true;
  }
  void leave(std::uint64_t bytes) {
    bytes_.fetch_sub(bytes, std::memory_order_acq_rel);
    records_.fetch_sub(1, std::memory_order_acq_rel);
  }

  [[nodiscard]] std::uint64_t records() const { return records_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_.load(std::memory_order_acquire); }

 private:
  const std::uint64_t records_max_;
  const std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> records_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace plaza::kafka
