#include "platform/kafka/dead_letter.hpp"

#include <gtest/gtest.h>

#include "platform/kafka/trace_header.hpp"

namespace plaza::kafka {
namespace {

std::string header(const Record& record, std::string_view name) {
  const auto* found = find_header(record.headers, name);
  return found == nullptr ? "(none)" : found->value;
}

Received sample() {
  return {.record = {"orders", "key", "value", {{"ce_id", "1"}}},
          .position = {.partition = 2, .offset = 17, .timestamp = SystemTime{milliseconds{1'600'000'000'123}}},
          .attempt = 3,
          .context = {}};
}

TEST(DeadLetter, holds_the_record_as_it_was_and_where_it_stood) {
  const auto letter = make_dead_letter(sample(), "shipping", {Code::invalid_argument, "no price", "BAD_ORDER"},
                                       SystemTime{milliseconds{1'600'000'001'000}});
  EXPECT_EQ(letter.topic, "orders.dlq");
  EXPECT_EQ(letter.key, "key");
  EXPECT_EQ(letter.value, "value");
  EXPECT_EQ(header(letter, "ce_id"), "1");
  EXPECT_EQ(header(letter, "dlq_topic"), "orders");
  EXPECT_EQ(header(letter, "dlq_partition"), "2");
  EXPECT_EQ(header(letter, "dlq_offset"), "17");
  EXPECT_EQ(header(letter, "dlq_timestamp"), "2020-09-13T12:26:40.123Z");
  EXPECT_EQ(header(letter, "dlq_group"), "shipping");
  EXPECT_EQ(header(letter, "dlq_attempts"), "3");
  EXPECT_EQ(header(letter, "dlq_code"), "INVALID_ARGUMENT");
  EXPECT_EQ(header(letter, "dlq_reason"), "BAD_ORDER");
  EXPECT_EQ(header(letter, "dlq_message"), "no price");
  EXPECT_EQ(header(letter, "dlq_failed_at"), "2020-09-13T12:26:41Z");
}

TEST(DeadLetter, says_nothing_of_an_earlier_one) {
  auto received = sample();
  received.record.headers.push_back({"dlq_offset", "3"});
  const auto letter = make_dead_letter(received, "shipping", {Code::internal, "x"}, {});
  EXPECT_EQ(header(letter, "dlq_offset"), "17");
  EXPECT_EQ(std::ranges::count(letter.headers, std::string("dlq_offset"), &Header::name), 1);
}

TEST(DeadLetter, a_long_message_is_cut) {
  const auto letter = make_dead_letter(sample(), "shipping", {Code::internal, std::string(1'000'000, 'x')}, {});
  EXPECT_EQ(header(letter, "dlq_message").size(), 2'000);
}

}  // namespace
}  // namespace plaza::kafka
