#include "platform/kafka/client_options.hpp"

#include <fmt/format.h>

namespace plaza::kafka {

namespace {

constexpr std::string_view dead_letter_suffix = ".dlq";

}  // namespace

void SecurityOptions::describe(config::Section section) {
  section.value("authorities_file", authorities_file,
                "PEM file of those who may have signed the brokers' certificates; empty: no TLS");
  section.value("certificate_file", certificate_file, "PEM file of what is shown to brokers that ask for it");
  section.value("key_file", key_file, "PEM file of its private key");
  section.value("user", user, "name for SASL; empty: none");
  section.value("password_file", password_file, "file with the password for SASL, on its first line");
  section.choice("mechanism", mechanism, {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}, "mechanism of SASL");
}

void ClientOptions::describe(config::Section section) {
  section.value("brokers", brokers, "HOST:PORT of some brokers; the others are learned from them");
  section.value("request_timeout_ms", request_timeout, "after this a broker that does not answer is asked anew",
                {1'000, 60'000});
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts to reach a broker",
                {100, 60'000});
  section.value("statistics_interval_ms", statistics_interval, "how often librdkafka's statistics become metrics",
                {500, 60'000});
  section.value("ready_without_broker", ready_without_broker, "whether the process is ready while no broker answers");
  security.describe(section.section("security"));
}

std::string dead_letter_topic(std::string_view topic) {
  return fmt::format("{}{}", topic, dead_letter_suffix);
}

bool is_dead_letter_topic(std::string_view topic) {
  return topic.ends_with(dead_letter_suffix);
}

}  // namespace plaza::kafka
