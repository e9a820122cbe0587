#pragma once

#include <cstdint>
#include <span>

namespace plaza {

// Fills with unpredictable bytes from the kernel, a few thousand at a time per thread. For ids and secrets.
void fill_random(std::span<std::uint8_t> bytes);

// 64 unpredictable bits.
std::uint64_t random_bits();

}  // namespace plaza
