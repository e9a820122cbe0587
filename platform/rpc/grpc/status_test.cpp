#include "platform/rpc/grpc/status.hpp"

#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

GrpcStatus told_by(const Trailers& trailers) {
  GrpcStatus status;
  status.take(":status", "200");
  for (const auto& [name, value] : trailers) status.take(name, value);
  return status;
}

TEST(GrpcStatus, carries_an_error_with_all_its_details) {
  const Error told{.code = Code::failed_precondition,
                   .message = "100 % of 台北\n",
                   .reason = "VERSION_MISMATCH",
                   .fields = {{.pointer = "/first", .detail = "too large"}, {.pointer = "q", .detail = ""}},
                   .retry_after = std::chrono::milliseconds{90'250}};
  const auto read = outcome_of(told_by(failure_trailers(told)));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), told);
}

TEST(GrpcStatus, of_success_is_nothing_more) {
  EXPECT_TRUE(outcome_of(told_by(success_trailers())));
}

TEST(GrpcStatus, that_is_unknown_missing_or_of_a_proxy_is_an_error) {
  EXPECT_EQ(outcome_of({.code = "99"}).error().code, Code::unknown);
  EXPECT_EQ(outcome_of({.code = "-1"}).error().code, Code::unknown);
  EXPECT_EQ(outcome_of({.code = "many"}).error().code, Code::unknown);
  EXPECT_EQ(outcome_of({.http = "200"}).error().code, Code::internal);
  EXPECT_EQ(outcome_of({.http = "503"}).error().code, Code::unavailable);
  EXPECT_EQ(outcome_of({.http = "404"}).error().code, Code::unimplemented);
  EXPECT_EQ(outcome_of({.http = "418"}).error().code, Code::unknown);
}

TEST(GrpcStatus, with_details_that_cannot_be_read_is_the_error_without_them) {
  const auto read = outcome_of({.code = "5", .message = "gone", .details = "****"});
  EXPECT_EQ(read.error(), (Error{.code = Code::not_found, .message = "gone"}));
  EXPECT_EQ(outcome_of({.code = "5", .message = "gone", .details = "AAAA"}).error().code, Code::not_found);
}

TEST(GrpcStatus, never_says_that_a_failure_is_a_success) {
  EXPECT_FALSE(outcome_of(told_by(failure_trailers({.code = Code::ok, .message = "no"}))));
}

TEST(GrpcStatus, texts_of_any_bytes_pass_through_a_field) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const auto encoded = percent_encode(all);
  EXPECT_TRUE(std::ranges::all_of(encoded, [](char c) { return c >= ' ' && c <= '~'; }));
  EXPECT_EQ(percent_decode(encoded), all);
  EXPECT_EQ(percent_decode("50% of %zz%4"), "50% of %zz%4");
  EXPECT_EQ(percent_encode(" a b "), "%20a b%20");
}

}  // namespace
}  // namespace plaza::rpc
