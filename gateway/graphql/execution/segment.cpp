#include "gateway/graphql/execution/segment.hpp"

#include <algorithm>

namespace plaza::graphql {

void Segment::cut(std::size_t at) {
  while (!gaps.empty() && gaps.back().at >= at) {
    gaps.back().segment->discard();
    gaps.pop_back();
  }
  out.truncate(at);
}

void Segment::make_null(Position& position) {
  if (position.nulled) return;
  position.nulled = true;
  nulled.push_back(&position);
  for (const auto& gap : gaps) {
    if (gap.at >= position.begin && gap.at < position.end) gap.segment->discard();
  }
}

void Segment::discard() {
  if (discarded) return;
  discarded = true;
  for (const auto& gap : gaps) gap.segment->discard();
}

void Segment::write_to(Output& to) const {
  const auto text = out.view();
  std::size_t at = 0;
  std::size_t gap = 0;
  const auto fill_gaps = [&](std::size_t end) {
    for (; gap < gaps.size() && gaps[gap].at < end; ++gap) {
      to.append(text.substr(at, gaps[gap].at - at));
      at = gaps[gap].at;
      gaps[gap].segment->write_to(to);
    }
  };
  auto nulls = nulled;
  std::ranges::sort(nulls, {}, &Position::begin);
  for (const auto* null : nulls) {
    if (null->begin < at) continue;  // within one that is null itself
    fill_gaps(null->begin);
    to.append(text.substr(at, null->begin - at));
    to.append("null");
    at = null->end;
    while (gap < gaps.size() && gaps[gap].at < at) ++gap;
  }
  fill_gaps(text.size() + 1);
  to.append(text.substr(at));
}

std::size_t Segment::bytes() const {
  std::size_t sum = out.size();
  for (const auto& gap : gaps) sum += gap.segment->bytes();
  return sum;
}

}  // namespace plaza::graphql
