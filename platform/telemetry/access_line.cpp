#include "platform/telemetry/access_line.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"
#include "platform/telemetry/log_line.hpp"

namespace plaza::telemetry {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view text) {
  out += name;
  append_json_string(out, text);
}

}  // namespace

void append_access_line(std::string& out, SystemTime time, std::string_view service, const http::Exchange& exchange) {
  out += R"({"time":")";
  append_log_time(out, time);
  append_field(out, R"(","level":"info","service":)", service);
  append_field(out, R"(,"message":"request","method":)", exchange.method);
  append_field(out, R"(,"target":)", exchange.target.substr(0, access_target_bytes_max));
  append_field(out, R"(,"route":)", exchange.route);
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(exchange.duration).count();
  fmt::format_to(std::back_inserter(out),
                 FMT_COMPILE(R"(,"status":{},"duration_ms":{}.{:03},"request_bytes":{},"response_bytes":{})"),
                 exchange.status, microseconds / 1000, microseconds % 1000, exchange.request_bytes,
                 exchange.response_bytes);
  append_field(out, R"(,"remote_address":)", exchange.remote_address);
  if (exchange.request) {
    const auto& context = exchange.request->context;
    append_field(out, R"(,"request_id":)", context.request_id);
    out += R"(,"trace_id":")";
    append_hex(out, context.trace.trace_high);
    append_hex(out, context.trace.trace_low);
    out += R"(","span_id":")";
    append_hex(out, context.trace.span);
    out.push_back('"');
  }
  out += "}\n";
}

}  // namespace plaza::telemetry
