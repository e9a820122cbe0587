#pragma once

#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::kafka {

// librdkafka's code (rd_kafka_resp_err_t; negative ones are its own, others the broker's) as an Error with a fixed
// word:
//
//   unavailable         BROKER_AWAY, NOT_DELIVERED: later it may work; NOT_DELIVERED may have been written
//   resource_exhausted  PRODUCER_FULL: too much in flight
//   invalid_argument    RECORD_TOO_LARGE, RECORD_REFUSED: this record will never be taken
//   not_found           TOPIC_UNKNOWN
//   permission_denied   NOT_ALLOWED, unauthenticated NOT_KNOWN: how the broker knows us has to be mended
//   aborted             REBALANCED: the partition is another's now
//   unavailable         CLIENT_FAILED: this client can go on no more, another takes its place
//
// `doing` begins the message: "order-created cannot be written".
Error to_error(int code, std::string_view doing);

// Whether a commit that failed so may be tried again as it is.
bool is_passing(int code);

}  // namespace plaza::kafka
