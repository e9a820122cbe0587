#include "platform/telemetry/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <variant>

#include <fmt/format.h>
#include <prometheus/text_serializer.h>

namespace plaza::telemetry {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricType;

// Adds without a locked instruction: the slot has one writer.
template <class T>
void add_alone(std::atomic<T>& target, T amount) {
  target.store(target.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The exposition format's names: [a-zA-Z_:][a-zA-Z0-9_:]*, without the colon for labels.
bool is_name(std::string_view name, bool colon_allowed) {
  const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || (colon_allowed && c == ':'); };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && std::ranges::all_of(name, fits);
}

std::vector<ClientMetric::Label> as_label_list(const Labels& labels) {
  std::vector<ClientMetric::Label> list;
  list.reserve(labels.size());
  for (const auto& [name, value] : labels) list.push_back({.name = name, .value = value});
  return list;
}

ClientMetric::Histogram as_client_histogram(const Histogram& histogram) {
  const auto totals = histogram.totals();
  ClientMetric::Histogram out;
  out.sample_count = totals.count;
  out.sample_sum = totals.sum;
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
    cumulative += totals.buckets[i];
    const auto bound =
        i < histogram.upper_bounds().size() ? histogram.upper_bounds()[i] : std::numeric_limits<double>::infinity();
    out.bucket.push_back({.cumulative_count = cumulative, .upper_bound = bound});
  }
  return out;
}

}  // namespace

Counter::Counter(std::size_t slots) : slots_(slots) {}

void Counter::add(std::size_t slot, double amount) {
  add_alone(slots_.at(slot).value, amount);
}

double Counter::value() const {
  double sum = 0;
  for (const auto& slot : slots_) sum += slot.value.load(std::memory_order_relaxed);
  return sum;
}

struct alignas(64) Histogram::Slot {
  explicit Slot(std::size_t buckets) : counts(buckets) {}
  std::vector<std::atomic<std::uint64_t>> counts;
  std::atomic<double> sum = 0;
};

Histogram::Histogram(std::size_t slots, std::vector<double> upper_bounds) : upper_bounds_(std::move(upper_bounds)) {
  for (std::size_t i = 0; i < slots; ++i) slots_.push_back(std::make_unique<Slot>(upper_bounds_.size() + 1));
}

Histogram::~Histogram() = default;

void Histogram::observe(std::size_t slot, double value) {
  if (std::isnan(value)) return;
  const auto bucket = std::ranges::lower_bound(upper_bounds_, value) - upper_bounds_.begin();
  auto& own = *slots_.at(slot);
  add_alone(own.counts[static_cast<std::size_t>(bucket)], std::uint64_t{1});
  add_alone(own.sum, value);
}

Histogram::Totals Histogram::totals() const {
  Totals totals;
  totals.buckets.resize(upper_bounds_.size() + 1);
  for (const auto& slot : slots_) {
    for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
      const auto count = slot->counts[i].load(std::memory_order_relaxed);
      totals.buckets[i] += count;
      totals.count += count;
    }
    totals.sum += slot->sum.load(std::memory_order_relaxed);
  }
  return totals;
}

const std::vector<double>& latency_bounds_ms() {
  static const std::vector<double> bounds{0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};
  return bounds;
}

const std::vector<double>& latency_bounds_seconds() {
  static const std::vector<double> bounds = [] {
    auto seconds = latency_bounds_ms();
    for (auto& bound : seconds) bound /= 1000;
    return seconds;
  }();
  return bounds;
}

// All series of one name.
struct Metrics::Family {
  using Computed = std::function<double()>;
  using Series = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>, Computed>;

  // The series of these labels, made by `make` when there is none.
  template <class T, class Make>
  T& find_or_make(const Labels& labels, const Make& make) {
    auto found = series.find(labels);
    if (found == series.end()) found = series.emplace(labels, make()).first;
    auto* kept = std::get_if<std::unique_ptr<T>>(&found->second);
    if (!kept) throw std::logic_error("metric is computed in one place and counted in another");
    return **kept;
  }

  std::string help;
  MetricType type;
  std::map<Labels, Series> series{};
};

Metrics::Metrics(std::size_t slots) : slots_(slots) {}
Metrics::~Metrics() = default;

Metrics::Family& Metrics::family(std::string_view name, std::string_view help, const Labels& labels, MetricType type) {
  auto found = families_.find(name);
  if (found == families_.end()) {
    if (!is_name(name, true)) throw std::logic_error(fmt::format("\"{}\" is no metric name", name));
    found = families_.emplace(name, std::make_unique<Family>(Family{.help = std::string(help), .type = type})).first;
  }
  if (found->second->type != type) throw std::logic_error(fmt::format("metric {} has another kind", name));
  for (const auto& [label, value] : labels) {
    if (!is_name(label, false)) throw std::logic_error(fmt::format("\"{}\" is no label name", label));
  }
  return *found->second;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return family(name, help, labels, MetricType::Counter).find_or_make<Counter>(labels, [this] {
    return std::make_unique<Counter>(slots_);
  });
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return family(name, help, labels, MetricType::Gauge).find_or_make<Gauge>(labels, [] {
    return std::make_unique<Gauge>();
  });
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels,
                              const std::vector<double>& bounds) {
  const std::lock_guard lock(mutex_);
  return family(name, help, labels, MetricType::Histogram).find_or_make<Histogram>(labels, [&] {
    return std::make_unique<Histogram>(slots_, bounds);
  });
}

void Metrics::computed_gauge(std::string_view name, std::string_view help, const Labels& labels,
                             std::function<double()> value) {
  const std::lock_guard lock(mutex_);
  family(name, help, labels, MetricType::Gauge).series.insert_or_assign(labels, std::move(value));
}

void Metrics::computed_counter(std::string_view name, std::string_view help, const Labels& labels,
                               std::function<double()> value) {
  const std::lock_guard lock(mutex_);
  family(name, help, labels, MetricType::Counter).series.insert_or_assign(labels, std::move(value));
}

std::vector<std::pair<Labels, double>> Metrics::counted(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Labels, double>> out;
  const auto found = families_.find(name);
  if (found == families_.end()) return out;
  for (const auto& [labels, series] : found->second->series) {
    if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&series)) {
      out.emplace_back(labels, (*counter)->value());
    }
  }
  return out;
}

std::vector<prometheus::MetricFamily> Metrics::Collect() const {
  const std::lock_guard lock(mutex_);
  std::vector<prometheus::MetricFamily> out;
  out.reserve(families_.size());
  for (const auto& [name, family] : families_) {
    auto& collected = out.emplace_back(name, family->help, family->type);
    for (const auto& [labels, series] : family->series) {
      ClientMetric metric;
      metric.label = as_label_list(labels);
      if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&series)) {
        metric.counter.value = (*counter)->value();
      } else if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&series)) {
        metric.gauge.value = (*gauge)->value();
      } else if (const auto* histogram = std::get_if<std::unique_ptr<Histogram>>(&series)) {
        metric.histogram = as_client_histogram(**histogram);
      } else if (const auto* computed = std::get_if<Family::Computed>(&series)) {
        (family->type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = (*computed)();
      }
      collected.metric.push_back(std::move(metric));
    }
  }
  return out;
}

std::string Metrics::exposition() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, Collect());
  return std::move(out).str();
}

}  // namespace plaza::telemetry
