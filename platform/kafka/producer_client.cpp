#include "platform/kafka/producer_client.hpp"

#include <fmt/format.h>

#include "platform/kafka/errors.hpp"
#include "platform/kafka/trace_header.hpp"

namespace plaza::kafka {

namespace {

constexpr std::chrono::seconds replace_pause{1};
constexpr int purge_wait_ms = 1'000;
// What a dead letter's headers may add to a record that was just allowed.
constexpr std::uint64_t dead_letter_headers_bytes_max = 32UL * 1024;

std::uint64_t size_of(const Record& record) {
  std::uint64_t bytes = record.topic.size() + record.key.size() + record.value.size();
  for (const auto& header : record.headers) bytes += header.name.size() + header.value.size();
  return bytes;
}

Settings producer_settings(const ProducerOptions& options, const ClientOptions& client, Settings settings) {
  settings["enable.idempotence"] = "true";
  settings["acks"] = "all";
  settings["linger.ms"] = fmt::format("{}", options.linger.count());
  settings["message.timeout.ms"] = "0";
  settings["request.timeout.ms"] = fmt::format("{}", client.request_timeout.count());
  // Our own bound acts first.
  settings["queue.buffering.max.messages"] = fmt::format("{}", options.records_in_flight_max + 1'000);
  settings["queue.buffering.max.kbytes"] =
      fmt::format("{}", (options.bytes_in_flight_max + options.record_bytes_max) / 1024 + 1'024);
  settings["message.max.bytes"] = fmt::format("{}", options.record_bytes_max + dead_letter_headers_bytes_max + 1'024);
  settings["compression.codec"] = options.compression;
  // As Kafka's Java clients do it: one key is in one partition, whoever writes.
  settings["partitioner"] = "murmur2_random";
  return settings;
}

}  // namespace

BrokerProducer::Client::Client(std::string name, const ClientParts& parts, ClientOptions client,
                               const ProducerOptions& options, std::vector<Topic> topics)
    : name_(std::move(name)),
      parts_(parts),
      client_options_(std::move(client)),
      options_(options),
      in_flight_(std::make_shared<InFlightBound>(options.records_in_flight_max, options.bytes_in_flight_max)),
      metrics_(parts, name_, in_flight_),
      watch_(parts, client_options_, name_, std::move(topics)) {}

Result<std::unique_ptr<Instance>> BrokerProducer::Client::make_instance() {
  auto settings = common_settings(client_options_, name_);
  if (!settings) return std::unexpected(std::move(settings.error()));
  return Instance::make(RD_KAFKA_PRODUCER, producer_settings(options_, client_options_, std::move(*settings)),
                        RD_KAFKA_EVENT_DR, parts_.home, [this](Event event) { on_event(*event); });
}

Result<void> BrokerProducer::Client::start() {
  auto made = make_instance();
  if (!made) return std::unexpected(std::move(made.error()));
  auto& instance = **made;
  {
    const std::lock_guard lock(mutex_);
    instance_ = std::move(*made);
  }
  asio::post(parts_.home.executor(), [self = shared_from_this(), &instance] {
    // Unless it was stopped, or failed, meanwhile.
    const std::lock_guard lock(self->mutex_);
    if (self->instance_.get() == &instance && !self->stopping_) self->watch_.begin(instance);
  });
  return {};
}

void BrokerProducer::Client::trace(Record& record, InFlightRecord& in_flight) const {
  in_flight.begun = parts_.clock.steady_now();
  in_flight.begun_at = parts_.clock.now();
  const auto parent = trace_of(record.headers);
  // Where nothing is recorded there is no span of ours to name.
  if (!parent || !parent->sampled) return;
  in_flight.trace = parent->child();
  in_flight.parent = parent->span;
  set_trace(record.headers, in_flight.trace);
}

Result<void> BrokerProducer::Client::hand_over(Record& record, std::unique_ptr<InFlightRecord>& in_flight) {
  const auto limit =
      options_.record_bytes_max + (is_dead_letter_topic(record.topic) ? dead_letter_headers_bytes_max : 0);
  in_flight->bytes = size_of(record);
  if (in_flight->bytes > limit) {
    return fail(Code::invalid_argument,
                fmt::format("{} bytes are too many for a record; {} are allowed", in_flight->bytes, limit),
                "RECORD_TOO_LARGE");
  }
  if (!in_flight_->enter(in_flight->bytes)) {
    metrics_.refused();
    return fail(Code::resource_exhausted, fmt::format("too much waits to be written by {}", name_), "PRODUCER_FULL");
  }
  const std::lock_guard lock(mutex_);
  auto handed = instance_ && !stopping_
                    ? produce(instance_->get(), record, *in_flight)
                    : Result<void>(fail(Code::unavailable, fmt::format("{} is stopped", name_), "NOT_RUNNING"));
  if (!handed) {
    in_flight_->leave(in_flight->bytes);
    return handed;
  }
  // The delivery report brings it back.
  [[maybe_unused]] auto* with_librdkafka = in_flight.release();
  return {};
}

Result<void> BrokerProducer::Client::produce(rd_kafka_t* client, const Record& record, InFlightRecord& in_flight) {
  // NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-union-access): librdkafka's way.
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[1].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_KEY;
  // Without a key any partition will do.
  parts[2].u.mem = {record.key.empty() ? nullptr : const_cast<char*>(record.key.data()), record.key.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = RD_KAFKA_MSG_F_COPY;
  parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[4].u.ptr = &in_flight;
  parts[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  auto* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& header : record.headers) {
    rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()), header.value.data(),
                        static_cast<ssize_t>(header.value.size()));
  }
  parts[5].u.headers = headers;
  // NOLINTEND(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-union-access)
  const Failure failure(rd_kafka_produceva(client, parts.data(), parts.size()));
  if (!failure) return {};
  rd_kafka_headers_destroy(headers);
  return std::unexpected(
      to_error(rd_kafka_error_code(failure.get()), fmt::format("{} cannot be written", record.topic)));
}

void BrokerProducer::Client::on_event(rd_kafka_event_t& event) {
  if (watch_.take(event)) return;
  switch (rd_kafka_event_type(&event)) {
    case RD_KAFKA_EVENT_DR:
      take_reports(event);
      break;
    case RD_KAFKA_EVENT_ERROR:
      replace(rd_kafka_event_error_string(&event));
      break;
    default:
      break;
  }
}

void BrokerProducer::Client::take_reports(rd_kafka_event_t& event) {
  Deliveries deliveries;
  while (const auto* message = rd_kafka_event_message_next(&event)) finish(*message, deliveries);
  deliveries.post();
  if (!retired_.empty()) asio::post(parts_.home.executor(), [self = shared_from_this()] { self->put_away(); });
}

void BrokerProducer::Client::finish(Delivered& message, Deliveries& deliveries) {
  const std::unique_ptr<InFlightRecord> record(static_cast<InFlightRecord*>(message._private));
  in_flight_->leave(record->bytes);
  const std::string_view topic = rd_kafka_topic_name(message.rkt);
  const auto took = parts_.clock.steady_now() - record->begun;
  const bool ok = message.err == RD_KAFKA_RESP_ERR_NO_ERROR;
  metrics_.written(topic, ok, took);
  if (record->trace.sampled) {
    parts_.tracer.record({.context = record->trace,
                          .parent = record->parent,
                          .name = fmt::format("{} send", topic),
                          .kind = telemetry::SpanKind::producer,
                          .start = record->begun_at,
                          .duration = took,
                          .tags = {{"messaging.system", "kafka"},
                                   {"messaging.destination.name", std::string(topic)},
                                   {"messaging.kafka.partition", fmt::format("{}", message.partition)},
                                   {"messaging.kafka.offset", fmt::format("{}", message.offset)}},
                          .failed = !ok});
  }
  if (ok) return deliveries.add(*record, {});
  deliveries.add(*record, std::unexpected(to_error(message.err, fmt::format("{} was not written", topic))));
}

void BrokerProducer::Client::replace(std::string_view why) {
  std::unique_ptr<Instance> failed;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || !instance_ || rd_kafka_fatal_error(instance_->get(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      return;
    }
    failed = std::move(instance_);
  }
  parts_.log.error("kafka producer failed for good and is replaced", {{"client", name_}, {"reason", why}});
  watch_.stop();
  // Its records fail now; whoever sent them decides whether to send them again.
  rd_kafka_purge(failed->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
  retired_.push_back(std::move(failed));
  begin_anew();
}

void BrokerProducer::Client::begin_anew() {
  auto made = make_instance();
  if (made) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return retired_.push_back(std::move(*made));
    instance_ = std::move(*made);
    metrics_.replaced();
    return watch_.begin(*instance_);
  }
  parts_.log.error("kafka producer cannot be replaced", {{"client", name_}, {"reason", made.error().message}});
  pause_.emplace(parts_.home.executor(), replace_pause);
  pause_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->begin_anew();
  });
}

void BrokerProducer::Client::put_away() {
  std::erase_if(retired_, [this](std::unique_ptr<Instance>& instance) {
    if (rd_kafka_outq_len(instance->get()) != 0) return false;
    instance->close();
    if (!destroyer_) destroyer_.emplace(1);
    asio::post(*destroyer_, [done = std::move(instance)]() mutable { done.reset(); });
    return true;
  });
}

std::uint64_t BrokerProducer::Client::flush(rd_kafka_t* client) {
  // The home worker takes the delivery reports meanwhile.
  if (rd_kafka_flush(client, static_cast<int>(options_.flush_timeout.count())) == RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
  const auto left = in_flight_->records();
  rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client, purge_wait_ms);
  return left;
}

void BrokerProducer::Client::stop() {
  std::unique_ptr<Instance> instance;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    instance = std::move(instance_);
  }
  const auto undelivered = instance ? flush(instance->get()) : 0;
  if (undelivered > 0) {
    parts_.log.warning("kafka did not take all records before the stop", {{"client", name_}, {"records", undelivered}});
  }
  run_on(parts_.home, [&] {
    watch_.stop();
    pause_.reset();
    if (instance) instance->close();
    for (const auto& retired : retired_) retired->close();
  });
  instance.reset();
  retired_.clear();
  if (destroyer_) destroyer_->join();
}

void BrokerProducer::Client::fail_for_test() {
  const std::lock_guard lock(mutex_);
  if (instance_) rd_kafka_test_fatal_error(instance_->get(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "a test");
}

}  // namespace plaza::kafka
