#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace plaza {

// Contiguous bytes: appended at the end, consumed at the front. Grows by doubling, never zeroes what is about to be
// overwritten, and gives memory beyond `kept_bytes` back when it runs empty.
class ByteBuffer {
 public:
  static constexpr std::size_t kept_bytes = 256UL * 1024;

  ByteBuffer() = default;
  // It starts with so many bytes: few for what lives for one call, as the allocator has small pieces at hand.
  explicit ByteBuffer(std::size_t first_bytes) : first_bytes_(first_bytes) {}

  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::uint8_t* data() { return memory_.get() + begin_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {memory_.get() + begin_, size()}; }

  // At least `count` writable bytes behind the end; commit() makes them part of the buffer.
  std::span<std::uint8_t> prepare(std::size_t count) {
    if (capacity_ - end_ < count) make_room(count);
    return {memory_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) { end_ += count; }

  std::uint8_t* append(std::size_t count) {
    if (capacity_ - end_ < count) make_room(count);
    auto* place = memory_.get() + end_;
    end_ += count;
    return place;
  }

  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    if (capacity_ > kept_bytes) release();
  }
  // Cuts the end off.
  void truncate(std::size_t size) { end_ = begin_ + size; }
  void clear() { consume(size()); }

 private:
  void release() {
    memory_.reset();
    capacity_ = 0;
  }

  void make_room(std::size_t count) {
    const auto held = size();
    // Moving the bytes to the front is enough when at least half of the memory is free then.
    if (held + count <= capacity_ / 2) {
      std::memmove(memory_.get(), memory_.get() + begin_, held);
    } else {
      const auto capacity = std::max<std::size_t>({2 * capacity_, held + count, first_bytes_});
      std::unique_ptr<std::uint8_t[]> grown(new std::uint8_t[capacity]);
      if (held != 0) std::memcpy(grown.get(), memory_.get() + begin_, held);
      memory_ = std::move(grown);
      capacity_ = capacity;
    }
    begin_ = 0;
    end_ = held;
  }

  std::unique_ptr<std::uint8_t[]> memory_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
  std::size_t first_bytes_ = 4096;
};

}  // namespace plaza
