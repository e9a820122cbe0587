#include "platform/telemetry/log_line.hpp"

#include <chrono>

#include <fmt/format.h>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::telemetry {
namespace {

// Appends `text` as a JSON string, cut between two characters when it is too long.
void append_text(std::string& out, std::string_view text) {
  if (text.size() <= log_text_bytes_max) return append_json_string(out, text);
  const auto continues = [text](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
  auto end = log_text_bytes_max;
  while (end > log_text_bytes_max - 4 && continues(end)) --end;
  append_json_string(out, std::string(text.substr(0, end)) + "…");
}

struct ValueWriter {
  std::string& out;
  void operator()(std::string_view value) const { append_text(out, value); }
  void operator()(std::int64_t value) const { fmt::format_to(std::back_inserter(out), "{}", value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
};

}  // namespace

void append_log_time(std::string& out, SystemTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  append_rfc3339(out, second);
  out.pop_back();  // the Z
  const auto millisecond = (time - second).count();
  const auto digit = [millisecond](std::int64_t unit) { return static_cast<char>('0' + millisecond / unit % 10); };
  for (const char c : {'.', digit(100), digit(10), digit(1), 'Z'}) out.push_back(c);
}

void append_log_line(std::string& out, SystemTime time, Level level, std::string_view service, std::string_view message,
                     std::initializer_list<Attribute> attributes, const TraceContext* trace) {
  out += R"({"time":")";
  append_log_time(out, time);
  out += R"(","level":")";
  out += to_string(level);
  out += R"(","service":)";
  append_json_string(out, service);
  out += R"(,"message":)";
  append_text(out, message);
  for (const auto& attribute : attributes) {
    out.push_back(',');
    append_json_string(out, attribute.name);
    out.push_back(':');
    std::visit(ValueWriter{out}, attribute.value);
  }
  if (trace && trace->valid()) {
    out += R"(,"trace_id":")";
    append_hex(out, trace->trace_high);
    append_hex(out, trace->trace_low);
    out += R"(","span_id":")";
    append_hex(out, trace->span);
    out.push_back('"');
  }
  out += "}\n";
}

}  // namespace plaza::telemetry
