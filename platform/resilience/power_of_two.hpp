#pragma once

#include <cstddef>
#include <span>

#include "platform/resilience/random_source.hpp"

namespace plaza::resilience {

// Of two candidates drawn at random, the one that costs less: nearly as even as asking all of them, without the herd
// that follows when everyone takes the one that looks best. (Mitzenmacher, "The Power of Two Choices in Randomized Load
// Balancing", 2001.) `candidates` is not empty; `cost(candidate)` is a number.
template <class T, class Cost>
const T& pick_of_two(std::span<const T> candidates, Cost cost, RandomSource& random) {
  if (candidates.size() == 1) return candidates.front();
  const auto first = random.below(candidates.size());
  auto second = random.below(candidates.size() - 1);
  if (second >= first) ++second;
  return cost(candidates[second]) < cost(candidates[first]) ? candidates[second] : candidates[first];
}

}  // namespace plaza::resilience
