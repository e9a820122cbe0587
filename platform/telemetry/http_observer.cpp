#include "platform/telemetry/http_observer.hpp"

#include <map>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include "platform/core/timed_flush.hpp"
#include "platform/telemetry/access_line.hpp"

namespace plaza::telemetry {
namespace {

// Labels for what has no route, and for bytes that were no request: both are bounded whatever clients send.
constexpr std::string_view no_route = "unmatched";
constexpr std::string_view no_method = "none";

// A worker's access log is handed over together: each handover wakes the thread that writes, and costs as much as ten
// lines. So long it may wait, and not when it grows beyond so many bytes.
constexpr milliseconds access_wait{20};
constexpr std::size_t access_bytes_max = std::size_t{256} * 1024;

using FractionalMilliseconds = std::chrono::duration<double, std::milli>;

std::string_view method_label(const http::Request* request) {
  if (!request) return no_method;
  switch (request->method()) {
    case http::Method::get:
    case http::Method::head:
    case http::Method::post:
    case http::Method::put:
    case http::Method::patch:
    case http::Method::delete_:
    case http::Method::options:
      return request->method_name();
    default:
      return "other";
  }
}

Span server_span(const http::Exchange& exchange) {
  const auto& request = *exchange.request;
  Span span{.context = request.context.trace,
            .parent = request.caller_span,
            .name = fmt::format("{} {}", method_label(&request), exchange.route.empty() ? no_route : exchange.route),
            .kind = SpanKind::server,
            .start = exchange.ended - std::chrono::duration_cast<milliseconds>(exchange.duration),
            .duration = exchange.duration,
            .tags = {},
            .failed = exchange.status >= 500};
  span.tags = {{"http.request.method", std::string(exchange.method)},
               {"url.path", std::string(request.path())},
               {"http.response.status_code", std::to_string(exchange.status)},
               {"client.address", std::string(exchange.remote_address)},
               {"request.id", request.context.request_id}};
  if (!exchange.route.empty()) span.tags.emplace_back("http.route", exchange.route);
  return span;
}

}  // namespace

// One worker's part; only its thread uses it.
class HttpObserver::Shard {
 public:
  Shard(HttpObserverParts parts, Worker& worker, std::string_view service, const std::atomic<bool>& access_log)
      : parts_(parts),
        slot_(worker.index()),
        access_log_(access_log),
        lines_(service),
        handover_(worker.executor(), access_wait, [this] { hand_over(); }) {}

  void begun(http::Request& request) {
    auto& trace = request.context.trace;
    request.caller_span = request.trace_from_caller ? trace.span : 0;
    if (request.trace_from_caller) {
      trace = trace.child();
    } else {
      trace.sampled = parts_.tracer.sample();
    }
    request.context.activity =
        parts_.in_flight.begin(slot_, request.method_name(), request.route, request.context, request.received);
  }

  void finished(const http::Exchange& exchange) {
    count(exchange);
    if (exchange.request) {
      parts_.in_flight.end(slot_, exchange.request->context.activity);
      if (parts_.slow.is_slow(exchange.duration)) keep_slow(exchange);
      if (exchange.request->context.trace.sampled) parts_.tracer.record(server_span(exchange));
    }
    if (!access_log_.load(std::memory_order_relaxed) || parts_.log.level() > Level::info) return;
    lines_.append(access_, exchange);
    if (access_.size() >= access_bytes_max) return hand_over();
    handover_.request();
  }

  void hand_over() {
    parts_.log.write_lines(std::move(access_));
    access_ = parts_.log.take_memory();
  }

 private:
  // The handles of one route, so that none is looked up by its labels twice.
  struct Series {
    Histogram* milliseconds;
    boost::unordered_flat_map<std::uint32_t, Counter*> requests;  // by method and status
  };

  void keep_slow(const http::Exchange& exchange) {
    parts_.slow.record({.ended = exchange.ended,
                        .duration = exchange.duration,
                        .method = std::string(method_label(exchange.request)),
                        .route = std::string(exchange.route.empty() ? no_route : exchange.route),
                        .outcome = std::to_string(exchange.status),
                        .trace_id = exchange.request->context.trace.trace_id(),
                        .request_id = exchange.request->context.request_id});
  }

  void count(const http::Exchange& exchange) {
    const auto route = exchange.route.empty() ? no_route : exchange.route;
    auto& series = series_of(route);
    const auto method = exchange.request ? static_cast<std::uint32_t>(exchange.request->method()) + 1 : 0;
    auto& requests = series.requests[(method << 16U) | exchange.status];
    if (!requests) {
      requests = &parts_.metrics.counter("http_requests_total", "Requests answered; 499: the client left before.",
                                         {{"method", std::string(method_label(exchange.request))},
                                          {"route", std::string(route)},
                                          {"status", std::to_string(exchange.status)}});
    }
    requests->add(slot_);
    series.milliseconds->observe(slot_, FractionalMilliseconds(exchange.duration).count());
  }

  Series& series_of(std::string_view route) {
    const auto found = series_.find(route);
    if (found != series_.end()) return found->second;
    auto& histogram = parts_.metrics.histogram("http_response_milliseconds",
                                               "Time from a request's header to the last byte of its answer.",
                                               {{"route", std::string(route)}}, latency_bounds_ms());
    return series_.emplace(route, Series{.milliseconds = &histogram, .requests = {}}).first->second;
  }

  HttpObserverParts parts_;
  const std::size_t slot_;
  const std::atomic<bool>& access_log_;
  std::map<std::string, Series, std::less<>> series_;
  AccessLines lines_;
  std::string access_;  // lines that wait to be handed over
  TimedFlush handover_;
};

HttpObserver::HttpObserver(HttpObserverParts parts, const std::vector<Worker*>& workers, std::string_view service,
                           bool access_log)
    : parts_(parts), access_log_(access_log) {
  std::size_t slots = 0;
  for (const auto* worker : workers) slots = std::max(slots, worker->index() + 1);
  connections_ = std::make_shared<Counter>(slots);
  in_flight_ = std::make_shared<Counter>(slots);
  shards_.resize(slots);
  for (auto* worker : workers) {
    shards_[worker->index()] = std::make_unique<Shard>(parts, *worker, service, access_log_);
  }
  parts.metrics.computed_gauge("http_connections", "Open connections of clients.", {},
                               [kept = connections_] { return kept->value(); });
  parts.metrics.computed_gauge("http_requests_in_flight", "Requests whose answer is not sent yet.", {},
                               [kept = in_flight_] { return kept->value(); });
}

HttpObserver::~HttpObserver() {
  for (const auto& shard : shards_) {
    if (shard) shard->hand_over();
  }
}

void HttpObserver::opened(Worker& worker) {
  connections_->add(worker.index());
}

void HttpObserver::closed(Worker& worker) {
  connections_->add(worker.index(), -1);
}

void HttpObserver::begun(Worker& worker, http::Request& request) {
  in_flight_->add(worker.index());
  shards_[worker.index()]->begun(request);
}

void HttpObserver::finished(Worker& worker, const http::Exchange& exchange) {
  if (exchange.request) in_flight_->add(worker.index(), -1);
  shards_[worker.index()]->finished(exchange);
}

void HttpObserver::failed(Worker&, const http::Request& request, std::string_view what) {
  parts_.log.error("a handler failed",
                   {{"method", request.method_name()},
                    {"route", request.route},
                    {"reason", what},
                    {"request_id", request.context.request_id}},
                   &request.context.trace);
}

}  // namespace plaza::telemetry
