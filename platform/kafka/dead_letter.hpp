#pragma once

#include <string_view>

#include "platform/kafka/received.hpp"

namespace plaza::kafka {

// What a dead letter's headers say, besides those of the record itself. `./plaza dlq` reads them.
namespace dead_letter_header {
inline constexpr std::string_view topic = "dlq_topic";
inline constexpr std::string_view partition = "dlq_partition";
inline constexpr std::string_view offset = "dlq_offset";
inline constexpr std::string_view timestamp = "dlq_timestamp";  // of the record, RFC 3339
inline constexpr std::string_view group = "dlq_group";
inline constexpr std::string_view attempts = "dlq_attempts";
inline constexpr std::string_view code = "dlq_code";  // "INVALID_ARGUMENT"
inline constexpr std::string_view reason = "dlq_reason";
inline constexpr std::string_view message = "dlq_message";
inline constexpr std::string_view failed_at = "dlq_failed_at";
}  // namespace dead_letter_header

// The record as it was, addressed to NAME.dlq, with where it stood and why `group` gave it up. What an earlier dead
// letter said (the record was replayed and failed again) is left out.
Record make_dead_letter(const Received& received, std::string_view group, const Error& error, SystemTime now);

}  // namespace plaza::kafka
