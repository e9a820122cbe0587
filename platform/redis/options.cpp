#include "platform/redis/options.hpp"

#include <charconv>

#include <fmt/format.h>

namespace plaza::redis {
namespace {

constexpr config::Range some_time{.min = 1, .max = 3'600'000};

std::string endpoint_fault(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto digits = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  if (colon != 0 && whole && port != 0) return {};
  return fmt::format("must be host:port, not \"{}\"", text);
}

}  // namespace

void ServerAddress::describe(config::Section section) {
  section.checked("endpoint", endpoint, "host:port of the Redis server; not used where there are sentinels",
                  endpoint_fault);
  section.checked("sentinels", sentinels, "host:port of each Sentinel: they say where the primary is", endpoint_fault);
  section.value("sentinel_service", sentinel_service, "the name under which the Sentinels watch the primary");
  section.value("user", user, "the ACL user; empty: the default one");
  section.value("password_file", password_file,
                "holds the password alone; read again when it changes; empty: none is needed");
  section.value("database", database, "the number of the database", {.min = 0, .max = 1'000});
  tls.describe(section.section("tls"));
  section.value("connect_timeout_ms", connect_timeout, "longest attempt to connect, and to find the primary",
                some_time);
  section.value("output_bytes_max", output_bytes_max, "bytes of commands that the server has not taken yet",
                {.min = 1024});
  section.value("reply_bytes_max", reply_bytes_max, "bytes of one reply", {.min = 1024});
}

void ClientLimits::describe(config::Section section) {
  section.value("timeout_ms", timeout, "longest wait for an answer; a caller's earlier deadline goes first",
                {.min = 1, .max = 600'000});
  section.value("connect_wait_ms", connect_wait,
                "calls wait for a connection, from the moment it was lost; then they fail at once",
                {.min = 0, .max = 60'000});
  section.value("discard_after_ms", discard_after, "a connection that answers nothing for so long is given up",
                {.min = 1, .max = 60'000});
  section.value("calls_max", calls_max, "calls of a worker that wait for an answer, and as many for a connection",
                {.min = 1, .max = 1'000'000});
  section.value("replicas_min", replicas_min,
                "a change is answered when so many replicas have it (WAIT); 0: when the primary has it",
                {.min = 0, .max = 10});
  section.value("replicas_timeout_ms", replicas_timeout,
                "longest wait for replicas; then a change fails as "
                "NOT_REPLICATED",
                {.min = 1, .max = 60'000});
  breaker.describe(section.section("breaker"));
}

void Options::describe(config::Section section) {
  server.describe(section);
  section.value("reconnect_pause_min_ms", reconnect_pause_min, "pause before the second attempt to connect", some_time);
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts", some_time);
  section.value("check_interval_ms", check_interval,
                "how often an open connection is tried, and the Sentinels are asked where the primary is", some_time);
  limits.describe(section.live());
}

}  // namespace plaza::redis
