#pragma once

#include <cstddef>
#include <vector>

#include "gateway/graphql/execution/call.hpp"
#include "gateway/graphql/execution/output.hpp"

namespace plaza::graphql {

struct Segment;

// A value that may become null after it was written, because something within it that comes later fails.
struct Position {
  Segment* segment = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool nulled = false;
};

// A piece of the answer that is written in one go: all of it when nothing is waited for, otherwise what follows from
// one value that came later. Where such a value belongs, the text has a gap.
struct Segment {
  struct Gap {
    std::size_t at;
    Segment* segment;
  };

  Output out;
  std::vector<Gap> gaps;  // in the order of the text
  std::vector<Position*> nulled;
  Position* around = nullptr;  // what becomes null if this value cannot; null: the whole answer
  bool discarded = false;      // nobody will see it

  // Of a value that comes later:
  const PlannedField* field = nullptr;
  const PathStep* path = nullptr;
  Call* call = nullptr;

  // Everything from this place on is gone.
  void cut(std::size_t at);
  // What lies within was null all along.
  void make_null(Position& position);
  void discard();
  // Appends the finished text, with all gaps filled.
  void write_to(Output& out) const;
  [[nodiscard]] std::size_t bytes() const;
};

}  // namespace plaza::graphql
