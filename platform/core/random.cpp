#include "platform/core/random.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/random.h>

namespace plaza {
namespace {

// Kernel randomness in stock, so that an id does not cost a system call.
class Stock {
 public:
  void take(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
      if (used_ == stock_.size()) refill();
      const auto taken = std::min(bytes.size(), stock_.size() - used_);
      // What was given out is not kept.
      std::memcpy(bytes.data(), stock_.data() + used_, taken);
      std::memset(stock_.data() + used_, 0, taken);
      used_ += taken;
      bytes = bytes.subspan(taken);
    }
  }

 private:
  void refill() {
    std::size_t filled = 0;
    while (filled < stock_.size()) {
      const auto count = getrandom(stock_.data() + filled, stock_.size() - filled, 0);
      if (count > 0) {
        filled += static_cast<std::size_t>(count);
      } else if (errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
      }
    }
    used_ = 0;
  }

  std::array<std::uint8_t, 4096> stock_{};
  std::size_t used_ = stock_.size();
};

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
  thread_local Stock stock;
  stock.take(bytes);
}

std::uint64_t random_bits() {
  std::array<std::uint8_t, 8> bytes{};
  fill_random(bytes);
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes.data(), bytes.size());
  return bits;
}

// splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t quick_random_bits() {
  thread_local std::uint64_t state = random_bits();
  state += 0x9e3779b97f4a7c15;
  auto bits = state;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

}  // namespace plaza
