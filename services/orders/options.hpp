#pragma once

#include "platform/kafka/broker_producer.hpp"
#include "platform/kafka/consumer_options.hpp"
#include "platform/outbox/relay.hpp"
#include "platform/postgres/batcher_options.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "services/orders/adapters/retention_rules.hpp"

namespace plaza::orders {

// All that this process can be told beyond what every process can.
struct Options {
  rpc::GrpcServerOptions grpc;
  postgres::Options postgres;
  postgres::BatcherOptions batches;
  kafka::ClientOptions kafka;
  kafka::ProducerOptions producer;
  kafka::ConsumerOptions consumer{.group = "orders"};
  outbox::RelayOptions outbox;
  RetentionOptions retention;

  void describe(config::Section root) {
    grpc.describe(root.section("grpc"));
    postgres.describe(root.section("postgres"));
    batches.describe(root.section("batches"));
    kafka.describe(root.section("kafka"));
    producer.describe(root.section("kafka").section("producer"));
    consumer.describe(root.section("kafka").section("consumer"));
    outbox.describe(root.section("outbox"));
    retention.describe(root.section("retention"));
  }
};

}  // namespace plaza::orders
