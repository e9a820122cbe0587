#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/core/trace_context.hpp"
#include "platform/kafka/record.hpp"

namespace plaza::kafka {

inline constexpr std::string_view traceparent_header = "traceparent";

// Null when there is none of that name; the last one where there are several, as Kafka's own clients take it.
inline const Header* find_header(const std::vector<Header>& headers, std::string_view name) {
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (header->name == name) return &*header;
  }
  return nullptr;
}

inline std::optional<TraceContext> trace_of(const std::vector<Header>& headers) {
  const auto* header = find_header(headers, traceparent_header);
  return header == nullptr ? std::nullopt : parse_traceparent(header->value);
}

// In the place of the one that is there.
inline void set_trace(std::vector<Header>& headers, const TraceContext& trace) {
  const auto is_trace = [](const Header& header) { return header.name == traceparent_header; };
  const auto first = std::ranges::find_if(headers, is_trace);
  if (first == headers.end()) return headers.push_back({std::string(traceparent_header), trace.traceparent()});
  first->value = trace.traceparent();
  headers.erase(std::remove_if(std::next(first), headers.end(), is_trace), headers.end());
}

}  // namespace plaza::kafka
