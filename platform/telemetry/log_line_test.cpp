#include "platform/telemetry/log_line.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr SystemTime morning{milliseconds{1'596'448'405'007}};

std::string line(std::string_view message, std::initializer_list<Attribute> attributes = {},
                 const TraceContext* trace = nullptr) {
  std::string out;
  append_log_line(out, morning, Level::warning, "pharmacy", message, attributes, trace);
  return out;
}

TEST(LogLine, is_one_json_object_and_a_line_end) {
  EXPECT_EQ(line("feed refused", {{"rows", 12}, {"share", 0.5}, {"stale", true}, {"url", "http://a/\"b\""}}),
            "{\"time\":\"2020-08-03T09:53:25.007Z\",\"level\":\"warning\",\"service\":\"pharmacy\","
            "\"message\":\"feed refused\",\"rows\":12,\"share\":0.5,\"stale\":true,\"url\":\"http://a/\\\"b\\\"\"}\n");
}

TEST(LogLine, time_has_three_digits_of_milliseconds_even_when_they_are_zero) {
  std::string out;
  append_log_time(out, SystemTime{milliseconds{1'596'448'405'000}});
  EXPECT_EQ(out, "2020-08-03T09:53:25.000Z");
}

TEST(LogLine, a_valid_trace_is_named) {
  const TraceContext trace{.trace_high = 1, .trace_low = 2, .span = 0xab};
  EXPECT_THAT(line("m", {}, &trace), EndsWith(",\"trace_id\":\"00000000000000010000000000000002\",\"span_id\":"
                                              "\"00000000000000ab\"}\n"));
  const TraceContext none;
  EXPECT_THAT(line("m", {}, &none), EndsWith("\"message\":\"m\"}\n"));
}

TEST(LogLine, no_text_can_end_the_line_or_break_the_json) {
  EXPECT_THAT(line("a\nb", {{"x\"y", std::string_view("\xFF\0", 2)}}),
              HasSubstr(R"("message":"a\nb","x\"y":"�\u0000")"));
  EXPECT_THAT(line("m", {{"nan", std::numeric_limits<double>::quiet_NaN()}}), HasSubstr("\"nan\":null}"));
}

TEST(LogLine, long_texts_are_cut_between_characters) {
  const auto written = line(std::string(log_text_bytes_max - 1, 'a') + "é and more");
  EXPECT_THAT(written, EndsWith("aaa…\"}\n"));
  EXPECT_LT(written.size(), log_text_bytes_max + 200);
}

}  // namespace
}  // namespace plaza::telemetry
