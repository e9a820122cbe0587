#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/graphql/execution/answer.hpp"
#include "platform/core/clock.hpp"
#include "platform/http/message.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

// Counts operations by the names that clients give them: `graphql_operations_total{operation, result}` and
// `graphql_operation_seconds{operation}`. Names come from outside: the first ones that are executed have figures of
// their own, all others are counted as "other"; an operation without a name is "anonymous", one that is refused "none".
class GraphqlMetrics {
 public:
  static constexpr std::size_t names_max = 100;
  static constexpr std::size_t name_bytes_max = 64;

  // `slots`: one for each worker that serves requests. Metrics and clock outlive it.
  GraphqlMetrics(telemetry::Metrics& metrics, const Clock& clock, std::size_t slots);

  // On the request's worker.
  void observe(const http::Request& request, const graphql::Answer& answer);

 private:
  struct Figures {
    telemetry::Counter* ok;
    telemetry::Counter* with_errors;
    telemetry::Histogram* seconds;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using ByName = std::unordered_map<std::string, Figures, Hash, std::equal_to<>>;

  [[nodiscard]] Figures figures(const std::string& name) const;
  const Figures& of(ByName& known, const std::string& name);
  bool admit(const std::string& name);

  const std::string anonymous_ = "anonymous";
  telemetry::Metrics& metrics_;
  const Clock& clock_;
  telemetry::Counter& refused_;
  telemetry::Counter& shared_;
  Figures other_;
  std::vector<ByName> slots_;
  std::mutex mutex_;  // for names_
  std::set<std::string> names_;
};

}  // namespace plaza::gateway
