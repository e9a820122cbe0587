#include "platform/kafka/statistics.hpp"

#include <gtest/gtest.h>

namespace plaza::kafka {
namespace {

// As librdkafka 2.0 writes them, shortened.
constexpr std::string_view sample = R"({
  "name": "p#producer-1", "type": "consumer", "replyq": 2, "msg_cnt": 7, "msg_size": 700,
  "brokers": {
    "boot/bootstrap": {"name": "boot/bootstrap", "source": "configured", "nodeid": -1, "state": "UP"},
    "b:9092/1": {"name": "b:9092/1", "source": "configured", "nodeid": 1, "state": "UP", "outbuf_cnt": 1, "waitresp_cnt": 2, "txerrs": 3,
                 "rxerrs": 4, "req_timeouts": 5, "disconnects": 6, "rtt": {"avg": 1500, "p99": 9000}},
    "GroupCoordinator/1": {"name": "GroupCoordinator", "source": "logical", "nodeid": 1, "state": "UP"},
    "b:9093/2": {"name": "b:9093/2", "source": "learned", "nodeid": 2, "state": "CONNECT"}
  },
  "topics": {"orders": {"partitions": {
    "0": {"partition": 0, "consumer_lag": 12}, "1": {"partition": 1, "consumer_lag": -1},
    "-1": {"partition": -1, "consumer_lag": -1}}}},
  "cgrp": {"state": "up"}
})";

TEST(KafkaStatistics, what_is_of_use_is_read) {
  const auto read = parse_statistics(sample);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->queue_records, 7);
  EXPECT_EQ(read->queue_bytes, 700);
  EXPECT_EQ(read->events_waiting, 2);
  EXPECT_EQ(read->group_state, "up");
  ASSERT_EQ(read->brokers.size(), 2);
  EXPECT_EQ(read->brokers[0].name, "b:9092/1");
  EXPECT_TRUE(read->brokers[0].up);
  EXPECT_DOUBLE_EQ(read->brokers[0].rtt_average_seconds, 0.0015);
  EXPECT_DOUBLE_EQ(read->brokers[0].rtt_p99_seconds, 0.009);
  EXPECT_EQ(read->brokers[0].requests_waiting, 3);
  EXPECT_EQ(read->brokers[0].timeouts, 5);
  EXPECT_FALSE(read->brokers[1].up);
  EXPECT_TRUE(read->connected());
}

TEST(KafkaStatistics, lag_is_there_where_it_is_known) {
  const auto read = parse_statistics(sample);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->lag, (std::map<std::pair<std::string, std::int32_t>, std::int64_t>{{{"orders", 0}, 12}}));
}

TEST(KafkaStatistics, other_text_is_refused) {
  EXPECT_FALSE(parse_statistics("no JSON"));
  EXPECT_FALSE(parse_statistics("[1]"));
  EXPECT_TRUE(parse_statistics("{}"));
}

}  // namespace
}  // namespace plaza::kafka
