#include "gateway/api/graphql_spans.hpp"

#include <fmt/format.h>

namespace plaza::gateway {

std::uint64_t ResolverSpans::begun(const graphql::Call& call) {
  const auto& field = call.field();
  open_.push_back({.trace = request_.child(),
                   .name = fmt::format("{}.{}", field.parent == nullptr ? "" : field.parent->name, field.name),
                   .response_name = std::string(call.response_name()),
                   .start = clock_.now(),
                   .begun = clock_.steady_now()});
  return open_.size();
}

void ResolverSpans::ended(std::uint64_t watched_as, const Error* error) {
  auto& done = open_.at(watched_as - 1);
  telemetry::Span span{.context = done.trace,
                       .parent = request_.span,
                       .name = std::move(done.name),
                       .kind = telemetry::SpanKind::internal,
                       .start = done.start,
                       .duration = clock_.steady_now() - done.begun,
                       .tags = {{"graphql.response_name", std::move(done.response_name)}},
                       .failed = error != nullptr};
  if (error != nullptr) span.tags.emplace_back("rpc.code", to_string(error->code));
  tracer_.record(std::move(span));
}

TraceContext ResolverSpans::trace_of(const graphql::Call& call) const {
  return call.watched_as() == 0 ? request_ : open_.at(call.watched_as() - 1).trace;
}

}  // namespace plaza::gateway
