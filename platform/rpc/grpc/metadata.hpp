#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/context.hpp"
#include "platform/rpc/deadline_limits.hpp"

// What travels with every call: how much time is left, which trace it belongs to, the id that people quote, who asks.
namespace plaza::rpc {

inline constexpr std::string_view timeout_field = "grpc-timeout";
inline constexpr std::string_view trace_field = "traceparent";
inline constexpr std::string_view request_id_field = "x-request-id";
inline constexpr std::string_view subject_field = "plaza-subject";
inline constexpr std::string_view scopes_field = "plaza-scopes";  // separated by blanks

// A number of at most eight digits and its unit.
std::string to_grpc_timeout(milliseconds remaining);
// Nothing when it is none.
std::optional<milliseconds> parse_grpc_timeout(std::string_view text);

// Gathered from the header of a call.
struct CallMetadata {
  std::optional<milliseconds> timeout{};
  std::string trace{};
  std::string request_id{};
  std::string subject{};
  std::vector<std::string> scopes{};

  // Takes the field if it is one of these. False when it is one and malformed.
  bool take(std::string_view name, std::string_view value);
};

// A trace context that cannot be read is as good as none.
RequestContext to_context(CallMetadata&& metadata, SteadyTime now, const DeadlineLimits& limits);

// The same as fields; a field without a value is left out.
struct MetadataFields {
  MetadataFields(const RequestContext& context, milliseconds remaining);
  std::string timeout;
  std::string trace;
  std::string request_id;
  std::string subject;
  std::string scopes;
};

}  // namespace plaza::rpc
