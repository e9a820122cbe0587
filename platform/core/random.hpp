#pragma once

#include <cstdint>
#include <span>

namespace plaza {

// Fills with unpredictable bytes from the kernel, a few thousand at a time per thread. For ids and secrets.
void fill_random(std::span<std::uint8_t> bytes);

// 64 unpredictable bits.
std::uint64_t random_bits();

// 64 bits that differ from all others, at a tenth of the cost: each thread's sequence begins at a place that the kernel
// chose. Whoever sees one can tell the next, so they are for trace ids and decisions by chance, never for secrets.
std::uint64_t quick_random_bits();

}  // namespace plaza
