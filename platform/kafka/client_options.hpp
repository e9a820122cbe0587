#pragma once

#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::kafka {

// How the broker is sure of us, and we of it. Files are read when the process starts.
struct SecurityOptions {
  std::string authorities_file;  // who may have signed the brokers' certificates; empty: no TLS
  std::string certificate_file;  // what we show where brokers ask for it
  std::string key_file;
  std::string user;  // empty: no SASL
  std::string password_file;
  std::string mechanism = "SCRAM-SHA-512";

  void describe(config::Section section);
};

// What every client of a broker can be told.
struct ClientOptions {
  std::vector<std::string> brokers{"127.0.0.1:9092"};
  SecurityOptions security;
  milliseconds request_timeout{5'000};      // after which a broker that says nothing is asked anew
  milliseconds reconnect_pause_max{1'000};  // between attempts to reach a broker that is away
  milliseconds statistics_interval{5'000};  // of what librdkafka tells of itself
  bool ready_without_broker = true;         // a process whose broker is away still serves

  void describe(config::Section section);
};

// A topic that must be there, with so many partitions. One that exists is left as it is.
struct Topic {
  std::string name;
  std::int32_t partitions = 3;
  std::int32_t replicas = -1;  // -1: as the broker is configured

  bool operator==(const Topic&) const = default;
};

// Where records of `topic` go that nobody could handle.
std::string dead_letter_topic(std::string_view topic);
bool is_dead_letter_topic(std::string_view topic);

}  // namespace plaza::kafka
