#include "gateway/api/graphql_metrics.hpp"

namespace plaza::gateway {
namespace {

constexpr std::string_view operations_total = "graphql_operations_total";
constexpr std::string_view operations_help = "GraphQL operations by their name and what became of them";

}  // namespace

GraphqlMetrics::GraphqlMetrics(telemetry::Metrics& metrics, const Clock& clock, std::size_t slots)
    : metrics_(metrics),
      clock_(clock),
      refused_(metrics.counter(operations_total, operations_help, {{"operation", "none"}, {"result", "refused"}})),
      shared_(metrics.counter("graphql_shared_operations_total",
                              "GraphQL operations answered by what an identical one brought")),
      other_(figures("other")),
      slots_(slots) {}

GraphqlMetrics::Figures GraphqlMetrics::figures(const std::string& name) const {
  const auto counter = [&](const char* result) {
    return &metrics_.counter(operations_total, operations_help, {{"operation", name}, {"result", result}});
  };
  return {.ok = counter("ok"),
          .with_errors = counter("errors"),
          .seconds = &metrics_.histogram("graphql_operation_seconds",
                                         "From the head of a request to the end of its GraphQL operation",
                                         {{"operation", name}})};
}

void GraphqlMetrics::observe(const http::Request& request, const graphql::Answer& answer) {
  const auto slot = request.worker().index();
  if (answer.outcome != graphql::Outcome::executed) return refused_.add(slot);
  if (answer.shared) shared_.add(slot);
  const auto& figures = of(slots_.at(slot), answer.operation_name);
  (answer.errors == 0 ? figures.ok : figures.with_errors)->add(slot);
  const std::chrono::duration<double> taken = clock_.steady_now() - request.received;
  figures.seconds->observe(slot, taken.count());
}

const GraphqlMetrics::Figures& GraphqlMetrics::of(ByName& known, const std::string& name) {
  const auto& label = name.empty() ? anonymous_ : name;
  if (const auto found = known.find(label); found != known.end()) return found->second;
  if (label.size() > name_bytes_max || !admit(label)) return other_;
  return known.emplace(label, figures(label)).first->second;
}

bool GraphqlMetrics::admit(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (names_.size() < names_max) names_.insert(name);
  return names_.contains(name);
}

}  // namespace plaza::gateway
