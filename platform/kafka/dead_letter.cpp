#include "platform/kafka/dead_letter.hpp"

#include <fmt/format.h>

#include "platform/core/timestamp.hpp"
#include "platform/kafka/client_options.hpp"

namespace plaza::kafka {

namespace {

constexpr std::string_view prefix = "dlq_";
constexpr std::size_t message_bytes_max = 2'000;

}  // namespace

Record make_dead_letter(const Received& received, std::string_view group, const Error& error, SystemTime now) {
  Record letter = received.record;
  letter.topic = dead_letter_topic(received.record.topic);
  std::erase_if(letter.headers, [](const Header& header) { return header.name.starts_with(prefix); });
  const auto add = [&](std::string_view name, std::string value) {
    letter.headers.push_back({std::string(name), std::move(value)});
  };
  add(dead_letter_header::topic, received.record.topic);
  add(dead_letter_header::partition, fmt::format("{}", received.position.partition));
  add(dead_letter_header::offset, fmt::format("{}", received.position.offset));
  add(dead_letter_header::timestamp, format_rfc3339(received.position.timestamp));
  add(dead_letter_header::group, std::string(group));
  add(dead_letter_header::attempts, fmt::format("{}", received.attempt));
  add(dead_letter_header::code, std::string(to_string(error.code)));
  add(dead_letter_header::reason, error.reason);
  add(dead_letter_header::message, error.message.substr(0, message_bytes_max));
  add(dead_letter_header::failed_at, format_rfc3339(now));
  return letter;
}

}  // namespace plaza::kafka
