#pragma once

#include <cstddef>
#include <cstdint>

namespace plaza::resilience {

// A small generator for choices that need no secrecy: jitter, and which endpoints to look at. The seed comes from the
// owner: random_bits() in a process, a constant in a test. (splitmix64: Steele, Lea, Flood, "Fast splittable
// pseudorandom number generators", 2014.)
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
  }
  // In [0, 1).
  double unit() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }
  // In [0, count); `count` is not 0. The bias of the remainder is below 2⁻⁴⁰ for any count of ours.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(bits() % count); }

 private:
  std::uint64_t state_;
};

}  // namespace plaza::resilience
