#include "platform/postgres/options.hpp"

namespace plaza::postgres {
namespace {

constexpr config::Range some_time{.min = 1, .max = 3'600'000};

}  // namespace

void ServerAddress::describe(config::Section section) {
  section.value("host", host, "name or address of the PostgreSQL server, or the folder of its Unix socket");
  section.value("port", port, "its port");
  section.value("database", database, "the database");
  section.value("user", user, "the role");
  section.value("password_file", password_file,
                "holds the role's password alone; read again when it changes; empty: none is needed");
  tls.describe(section.section("tls"));
  section.value("connect_timeout_ms", connect_timeout, "longest attempt to connect", some_time);
  section.value("statement_timeout_ms", statement_timeout,
                "the server ends a statement that takes longer, whoever waits for it", some_time);
  section.value("output_bytes_max", output_bytes_max, "bytes of statements that the server has not taken yet",
                {.min = 1024});
}

void PoolLimits::describe(config::Section section) {
  section.value("timeout_ms", timeout, "longest wait for an answer; a caller's earlier deadline goes first",
                {.min = 1, .max = 600'000});
  section.value("connect_wait_ms", connect_wait,
                "calls wait for a connection, from the moment the last one was lost; then they fail at once",
                {.min = 0, .max = 60'000});
  section.value("discard_after_ms", discard_after,
                "a connection is given up when a statement that nobody waits for any more holds it for so long",
                {.min = 1, .max = 60'000});
  section.value("waiting_max", waiting_max, "calls of a worker that wait for a connection",
                {.min = 1, .max = 1'000'000});
  section.value("reads_per_connection_max", reads_per_connection_max, "reads at once on a connection",
                {.min = 1, .max = 10'000});
  breaker.describe(section.section("breaker"));
}

void Options::describe(config::Section section) {
  server.describe(section);
  section.value("connections_max", connections_max, "connections of each worker", {.min = 1, .max = 100});
  section.value("reconnect_pause_min_ms", reconnect_pause_min, "pause before the second attempt to connect", some_time);
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts", some_time);
  section.value("start_wait_ms", start_wait, "how long the start waits for the server, and for migrations", some_time);
  limits.describe(section.live());
}

}  // namespace plaza::postgres
