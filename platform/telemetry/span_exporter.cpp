#include "platform/telemetry/span_exporter.hpp"

#include <chrono>
#include <future>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/http/client.hpp"
#include "platform/telemetry/span_json.hpp"

namespace plaza::telemetry {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::minutes complaint_interval{1};
// Beyond the time for sending what is left: what the worker may need to come round to it.
constexpr std::chrono::seconds stop_margin{2};
// The answer says nothing that is needed.
constexpr std::uint64_t answer_bytes_max = std::uint64_t{64} * 1024;

struct Destination {
  http::Url url;
  std::string (*encode)(std::string_view service, std::span<const Span> spans);
};

}  // namespace

// Lives on the background worker, and as long as its coroutine runs.
class SpanExporter::Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(std::string_view service, const TraceOptions& options, SpanQueue& queue, Log& log, Worker& worker)
      : service_(service),
        options_(options),
        queue_(queue),
        log_(log),
        worker_(worker),
        client_(worker.executor()),
        timer_(worker.executor()) {}

  Result<void> add(const std::string& address, std::string (*encode)(std::string_view, std::span<const Span>)) {
    if (address.empty()) return {};
    auto url = http::Url::parse(address);
    if (!url) return std::unexpected(std::move(url).error());
    destinations_.push_back({.url = std::move(*url), .encode = encode});
    return {};
  }

  void start() {
    queue_.wake_at(options_.batch_spans_max, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->wake();
    });
    asio::co_spawn(worker_.executor(), run(shared_from_this()), asio::detached);
  }

  // From any thread: when the future is ready, what could be sent is sent.
  std::future<void> stop() {
    asio::post(worker_.executor(), [self = shared_from_this()] {
      self->stopping_ = true;
      self->timer_.cancel();
    });
    return ended_.get_future();
  }

 private:
  void wake() {
    asio::post(worker_.executor(), [self = shared_from_this()] { self->timer_.cancel(); });
  }

  static asio::awaitable<void> run(std::shared_ptr<Loop> self) {
    while (!self->stopping_) {
      if (self->queue_.size() < self->options_.batch_spans_max) {
        self->timer_.expires_after(self->options_.flush_interval);
        co_await self->timer_.async_wait(asio::as_tuple(asio::use_awaitable));
      }
      if (!self->stopping_) co_await self->send_batch(steady_clock::now() + self->options_.export_timeout);
    }
    const auto give_up = steady_clock::now() + self->options_.export_timeout;
    while (self->queue_.size() > 0 && steady_clock::now() < give_up) co_await self->send_batch(give_up);
    self->queue_.count_dropped(self->queue_.size());
    self->ended_.set_value();
  }

  asio::awaitable<void> send_batch(SteadyTime deadline) {
    const auto spans = queue_.take(options_.batch_spans_max);
    if (spans.empty()) co_return;
    bool sent_everywhere = true;
    for (const auto& destination : destinations_) {
      if (const auto sent = co_await send(destination, spans, deadline); !sent) {
        sent_everywhere = false;
        complain(destination, sent.error());
      }
    }
    if (!sent_everywhere) queue_.count_dropped(spans.size());
  }

  asio::awaitable<Result<void>> send(const Destination& destination, const std::vector<Span>& spans,
                                     SteadyTime deadline) {
    http::ClientRequest request{.method = http::Method::post, .url = destination.url};
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = destination.encode(service_, spans);
    request.response_bytes_max = answer_bytes_max;
    const auto response = co_await client_.send(std::move(request), deadline);
    if (!response) co_return std::unexpected(response.error());
    if (response->status < 200 || response->status > 299) {
      co_return fail(Code::unavailable, fmt::format("the answer was {}", response->status));
    }
    co_return Result<void>{};
  }

  void complain(const Destination& destination, const Error& error) {
    const auto now = steady_clock::now();
    if (now < silent_until_) return;
    silent_until_ = now + complaint_interval;
    log_.warning("spans could not be sent", {{"host", destination.url.authority()}, {"reason", error.message}});
  }

  const std::string service_;
  const TraceOptions options_;
  SpanQueue& queue_;
  Log& log_;
  Worker& worker_;
  http::Client client_;
  asio::steady_timer timer_;
  std::vector<Destination> destinations_;
  SteadyTime silent_until_;
  bool stopping_ = false;
  std::promise<void> ended_;
};

SpanExporter::SpanExporter(std::string_view service, const TraceOptions& options, SpanQueue& queue, Log& log,
                           Worker& background)
    : options_(options), loop_(std::make_shared<Loop>(service, options, queue, log, background)) {}

SpanExporter::~SpanExporter() = default;

Result<void> SpanExporter::start() {
  if (auto added = loop_->add(options_.zipkin_url, zipkin_json); !added) return added;
  if (auto added = loop_->add(options_.otlp_url, otlp_json); !added) return added;
  if (options_.zipkin_url.empty() && options_.otlp_url.empty()) return {};
  loop_->start();
  started_ = true;
  return {};
}

void SpanExporter::stop() {
  if (!std::exchange(started_, false)) return;
  loop_->stop().wait_for(options_.export_timeout + stop_margin);
}

}  // namespace plaza::telemetry
