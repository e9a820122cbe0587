#include "platform/kafka/instance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "platform/core/read_file.hpp"

namespace plaza::kafka {

namespace {

constexpr int events_per_turn_max = 1'000;
constexpr std::size_t log_kinds_max = 64;
constexpr std::chrono::seconds same_line_pause{30};
constexpr std::uint64_t password_bytes_max = 4'096;

}  // namespace

Result<Settings> common_settings(const ClientOptions& options, std::string_view client_id) {
  const auto& security = options.security;
  const bool tls = !security.authorities_file.empty();
  const bool sasl = !security.user.empty();
  Settings settings{
      {"bootstrap.servers", fmt::format("{}", fmt::join(options.brokers, ","))},
      {"client.id", std::string(client_id)},
      {"security.protocol", fmt::format("{}{}", sasl ? "sasl_" : "", tls ? "ssl" : "plaintext")},
      {"socket.timeout.ms", fmt::format("{}", options.request_timeout.count())},
      {"socket.connection.setup.timeout.ms", fmt::format("{}", options.request_timeout.count())},
      {"socket.keepalive.enable", "true"},
      {"socket.nagle.disable", "true"},
      {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", fmt::format("{}", options.reconnect_pause_max.count())},
      // A topic that was made after us is found within this.
      {"topic.metadata.refresh.interval.ms", "10000"},
      {"statistics.interval.ms", fmt::format("{}", options.statistics_interval.count())},
      {"log.queue", "true"},
  };
  if (tls) settings["ssl.ca.location"] = security.authorities_file;
  if (tls && !security.certificate_file.empty()) {
    settings["ssl.certificate.location"] = security.certificate_file;
    settings["ssl.key.location"] = security.key_file;
  }
  if (sasl) {
    const auto password = read_file(security.password_file, password_bytes_max);
    if (!password) return std::unexpected(password.error());
    settings["sasl.mechanism"] = security.mechanism;
    settings["sasl.username"] = security.user;
    settings["sasl.password"] = password->substr(0, password->find_first_of("\r\n"));
  }
  return settings;
}

// Outlives the instance: librdkafka's threads wake it, and what they posted may still wait in the loop.
struct Instance::Wakeup : std::enable_shared_from_this<Wakeup> {
  explicit Wakeup(asio::io_context::executor_type of) : executor(std::move(of)) {}

  asio::io_context::executor_type executor;
  std::atomic<bool> scheduled = false;
  Instance* instance = nullptr;  // of the home's thread; null once closed
};

Result<std::unique_ptr<Instance>> Instance::make(rd_kafka_type_t type, const Settings& settings, int events,
                                                 Worker& home, OnEvent on_event) {
  Config config(rd_kafka_conf_new());
  std::array<char, 512> why{};
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(config.get(), name.c_str(), value.c_str(), why.data(), why.size()) != RD_KAFKA_CONF_OK) {
      return fail(Code::invalid_argument, fmt::format("librdkafka refuses an option: {}", why.data()));
    }
  }
  rd_kafka_conf_set_events(config.get(), events | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  auto* client = rd_kafka_new(type, config.get(), why.data(), why.size());
  if (client == nullptr) {
    return fail(Code::invalid_argument, fmt::format("librdkafka does not start: {}", why.data()));
  }
  // The client owns its configuration now.
  [[maybe_unused]] auto* taken = config.release();
  return std::unique_ptr<Instance>(new Instance(client, type, home, std::move(on_event)));
}

Instance::Instance(rd_kafka_t* client, rd_kafka_type_t type, Worker& home, OnEvent on_event)
    : client_(client), type_(type), on_event_(std::move(on_event)), wakeup_(std::make_shared<Wakeup>(home.executor())) {
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client);
  queue_.reset(type == RD_KAFKA_CONSUMER ? rd_kafka_queue_get_consumer(client) : rd_kafka_queue_get_main(client));
  rd_kafka_set_log_queue(client, queue_.get());
  wakeup_->instance = this;
  rd_kafka_queue_cb_event_enable(queue_.get(), &Instance::wake, wakeup_.get());
  // What came before the line above woke nobody.
  schedule(wakeup_);
}

Instance::~Instance() {
  rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  queue_.reset();
  // A consumer that could not leave its group in time does not wait for that here.
  rd_kafka_destroy_flags(client_, type_ == RD_KAFKA_CONSUMER ? RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE : 0);
}

void Instance::close() {
  wakeup_->instance = nullptr;
}

void Instance::wake(rd_kafka_t* /*client*/, void* opaque) {
  // The instance, whose destructor ends these calls, keeps it alive.
  schedule(static_cast<Wakeup*>(opaque)->shared_from_this());
}

void Instance::schedule(const std::shared_ptr<Wakeup>& wakeup) {
  if (wakeup->scheduled.exchange(true)) return;
  asio::post(wakeup->executor, [wakeup] {
    wakeup->scheduled.store(false);
    if (wakeup->instance != nullptr) wakeup->instance->drain();
  });
}

void Instance::drain() {
  const auto wakeup = wakeup_;  // an event may close this instance
  for (int i = 0; i < events_per_turn_max; ++i) {
    Event event(rd_kafka_queue_poll(queue_.get(), 0));
    if (!event) return;
    on_event_(std::move(event));
    if (wakeup->instance == nullptr) return;
  }
  // librdkafka wakes us for the first event of a queue only.
  schedule(wakeup);
}

void ClientLog::write(rd_kafka_event_t& event) {
  const char* kind = nullptr;
  const char* text = nullptr;
  int severity = 0;  // of syslog: 3 is an error, 4 a warning
  if (rd_kafka_event_log(&event, &kind, &text, &severity) != 0) return;
  const auto now = parts_.clock.steady_now();
  auto known = said_.find(std::string_view(kind));
  if (known == said_.end()) {
    if (said_.size() >= log_kinds_max) return;
    known = said_.emplace(kind, SteadyTime{}).first;
  }
  if (known->second != SteadyTime{} && now - known->second < same_line_pause) return;
  known->second = now;
  const auto level = severity <= 4 ? telemetry::Level::warning : telemetry::Level::debug;
  if (parts_.log.level() <= level) {
    parts_.log.write(level, "kafka client says", {{"client", client_}, {"kind", kind}, {"detail", text}}, nullptr);
  }
}

}  // namespace plaza::kafka
