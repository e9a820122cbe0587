#include "platform/kafka/consumer_options.hpp"

namespace plaza::kafka {

void ConsumerOptions::describe(config::Section section) {
  section.value("group", group, "name of the consumer group; its members share the partitions");
  section.choice("start", start, {"earliest", "latest"}, "where a group begins that has no position yet");
  section.value("handlers_max", handlers_max, "records that are handled at once, per worker", {1, 100'000});
  section.value("records_in_hand_max", records_in_hand_max,
                "records of a partition that were read and are not finished; beyond, the partition is paused",
                {1, 1'000'000});
  section.value("bytes_in_hand_max", bytes_in_hand_max, "their size", {65'536, 1e9});
  section.value("handle_timeout_ms", handle_timeout, "how long one attempt to handle a record may take", {10, 600'000});
  section.value("commit_interval_ms", commit_interval, "how often the group's position is written down", {10, 60'000});
  section.value("session_timeout_ms", session_timeout,
                "a member that is silent for so long loses its partitions to the others", {1'000, 300'000});
  section.value("revoke_wait_ms", revoke_wait, "how long a partition that goes to another member waits for its records",
                {0, 60'000});
  section.value("leave_timeout_ms", leave_timeout, "when the process stops, how long leaving the group may take",
                {100, 60'000});
  retry.describe(section.section("retry"));
}

}  // namespace plaza::kafka
