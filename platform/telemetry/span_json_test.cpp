#include "platform/telemetry/span_json.hpp"

#include <array>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

Span served() {
  return {.context = {.trace_high = 0x0102030405060708, .trace_low = 0x090a0b0c0d0e0f10, .span = 0xab, .sampled = true},
          .parent = 0xcd,
          .name = "GET /a/{id}",
          .kind = SpanKind::server,
          .start = SystemTime{milliseconds{1'600'000'000'123}},
          .duration = std::chrono::nanoseconds{1'234'567},
          .tags = {{"http.route", "/a/{id}"}, {"quote", "\""}},
          .failed = true};
}

Span root() {
  auto span = served();
  span.parent = 0;
  span.kind = SpanKind::internal;
  span.duration = std::chrono::nanoseconds{10};
  span.tags.clear();
  span.failed = false;
  return span;
}

TEST(SpanJson, zipkin_spans_have_microseconds_and_hexadecimal_ids) {
  const std::array spans{served(), root()};
  EXPECT_EQ(zipkin_json("gateway", spans),
            R"([{"traceId":"0102030405060708090a0b0c0d0e0f10","id":"00000000000000ab","parentId":"00000000000000cd",)"
            R"("kind":"SERVER","name":"GET /a/{id}","timestamp":1600000000123000,"duration":1234,)"
            R"("localEndpoint":{"serviceName":"gateway"},)"
            R"("tags":{"http.route":"/a/{id}","quote":"\"","error":"true"}},)"
            R"({"traceId":"0102030405060708090a0b0c0d0e0f10","id":"00000000000000ab",)"
            R"("name":"GET /a/{id}","timestamp":1600000000123000,"duration":1,)"
            R"("localEndpoint":{"serviceName":"gateway"},"tags":{}}])");
}

TEST(SpanJson, otlp_spans_have_nanoseconds_as_text_and_enumerations_as_numbers) {
  const std::array spans{served(), root()};
  EXPECT_EQ(
      otlp_json("gateway", spans),
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"gateway"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"plaza"},"spans":[)"
      R"({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000ab",)"
      R"("parentSpanId":"00000000000000cd","name":"GET /a/{id}","kind":2,)"
      R"("startTimeUnixNano":"1600000000123000000","endTimeUnixNano":"1600000000124234567",)"
      R"("attributes":[{"key":"http.route","value":{"stringValue":"/a/{id}"}},)"
      R"({"key":"quote","value":{"stringValue":"\""}}],"status":{"code":2}},)"
      R"({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000ab",)"
      R"("name":"GET /a/{id}","kind":1,)"
      R"("startTimeUnixNano":"1600000000123000000","endTimeUnixNano":"1600000000123000010",)"
      R"("attributes":[],"status":{}}]}]}]})");
}

TEST(SpanJson, both_are_json_whatever_the_texts_hold) {
  auto span = served();
  span.name = "a\"b\n\xFF";
  const std::array spans{span};
  EXPECT_NO_THROW(boost::json::parse(zipkin_json("s\\", spans)));
  EXPECT_NO_THROW(boost::json::parse(otlp_json("s\\", spans)));
}

TEST(SpanJson, every_kind_has_its_name_in_zipkin) {
  for (const auto& [kind, name] :
       {std::pair{SpanKind::client, "\"kind\":\"CLIENT\""}, std::pair{SpanKind::producer, "\"kind\":\"PRODUCER\""},
        std::pair{SpanKind::consumer, "\"kind\":\"CONSUMER\""}}) {
    auto span = root();
    span.kind = kind;
    EXPECT_THAT(zipkin_json("s", std::array{span}), HasSubstr(name));
  }
  EXPECT_THAT(zipkin_json("s", std::array{root()}), Not(HasSubstr("kind")));
}

}  // namespace
}  // namespace plaza::telemetry
