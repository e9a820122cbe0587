#include "platform/kafka/errors.hpp"

#include <gtest/gtest.h>

#include "platform/kafka/rdkafka.hpp"

namespace plaza::kafka {
namespace {

TEST(KafkaErrors, each_class_has_its_code_and_word) {
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__TRANSPORT, "x").code, Code::unavailable);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__QUEUE_FULL, "x").code, Code::resource_exhausted);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "x").reason, "RECORD_TOO_LARGE");
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "x").code, Code::not_found);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x").code, Code::permission_denied);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "x").code, Code::unauthenticated);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, "x").code, Code::aborted);
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__FATAL, "x").reason, "CLIENT_FAILED");
}

TEST(KafkaErrors, the_message_says_what_was_being_done_and_why_it_failed) {
  EXPECT_EQ(to_error(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "orders cannot be written").message,
            "orders cannot be written: Local: Unknown topic");
}

}  // namespace
}  // namespace plaza::kafka
