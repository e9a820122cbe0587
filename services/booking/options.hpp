#pragma once

#include "platform/kafka/broker_producer.hpp"
#include "platform/redis/options.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "services/booking/adapters/outbox_relay.hpp"
#include "services/booking/adapters/sealing.hpp"
#include "services/booking/adapters/seeding.hpp"
#include "services/booking/adapters/station_store.hpp"

namespace plaza::booking {

// All that this process can be told beyond what every process can.
struct Options {
  rpc::GrpcServerOptions grpc;
  redis::Options redis;
  kafka::ClientOptions kafka;
  kafka::ProducerOptions producer;
  OutboxRelayOptions outbox;
  PrivacyOptions privacy;
  StationOptions stations;
  PlacesOptions places;

  void describe(config::Section root) {
    grpc.describe(root.section("grpc"));
    redis.describe(root.section("redis"));
    kafka.describe(root.section("kafka"));
    producer.describe(root.section("kafka").section("producer"));
    outbox.describe(root.section("outbox"));
    privacy.describe(root.section("privacy"));
    stations.describe(root.section("stations"));
    places.describe(root.section("places").live());
  }
};

}  // namespace plaza::booking
