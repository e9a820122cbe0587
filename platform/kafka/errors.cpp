#include "platform/kafka/errors.hpp"

#include <fmt/format.h>

#include "platform/kafka/rdkafka.hpp"

namespace plaza::kafka {

namespace {

struct Meaning {
  Code code;
  std::string_view reason;
};

Meaning meaning_of(int code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return {Code::resource_exhausted, "PRODUCER_FULL"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return {Code::invalid_argument, "RECORD_TOO_LARGE"};
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
      return {Code::invalid_argument, "RECORD_REFUSED"};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return {Code::not_found, "TOPIC_UNKNOWN"};
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return {Code::permission_denied, "NOT_ALLOWED"};
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__SSL:
      return {Code::unauthenticated, "NOT_KNOWN"};
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__DESTROY:
      return {Code::unavailable, "NOT_DELIVERED"};
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      return {Code::aborted, "REBALANCED"};
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR__INCONSISTENT:
    case RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
      return {Code::unavailable, "CLIENT_FAILED"};
    default:
      return {Code::unavailable, "BROKER_AWAY"};
  }
}

}  // namespace

Error to_error(int code, std::string_view doing) {
  const auto meaning = meaning_of(code);
  return {.code = meaning.code,
          .message = fmt::format("{}: {}", doing, rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code))),
          .reason = std::string(meaning.reason)};
}

bool is_passing(int code) {
  const auto meaning = meaning_of(code).code;
  return meaning == Code::unavailable || meaning == Code::resource_exhausted;
}

}  // namespace plaza::kafka
