#include "platform/telemetry/access_line.hpp"

#include <algorithm>
#include <charconv>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"
#include "platform/telemetry/log_line.hpp"

namespace plaza::telemetry {
namespace {

constexpr std::string_view before_time = R"({"time":")";
// Names, punctuation, numbers and ids of a line: all that has a bound of its own.
constexpr std::size_t fixed_bytes_max = 512;

// Writes into memory that has been found large enough for the whole line: one look instead of one for each piece.
class Cursor {
 public:
  explicit Cursor(char* out) : out_(out) {}

  Cursor& raw(std::string_view text) {
    out_ = std::ranges::copy(text, out_).out;
    return *this;
  }
  Cursor& json(std::string_view text) {
    out_ = write_json_string(out_, text);
    return *this;
  }
  Cursor& number(std::uint64_t value) {
    out_ = std::to_chars(out_, out_ + json_number_bytes_max, value).ptr;
    return *this;
  }
  // Milliseconds with three decimals.
  Cursor& milliseconds_of(std::chrono::nanoseconds time) {
    const auto microseconds = static_cast<std::uint64_t>(
        std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count(), 0));
    number(microseconds / 1000);
    const auto digit = [microseconds](std::uint64_t unit) {
      return static_cast<char>('0' + static_cast<char>(microseconds / unit % 10));
    };
    for (const char c : {'.', digit(100), digit(10), digit(1)}) *out_++ = c;
    return *this;
  }
  Cursor& hex(std::uint64_t value) {
    out_ = write_hex(out_, value);
    return *this;
  }

  [[nodiscard]] const char* end() const { return out_; }

 private:
  char* out_;
};

}  // namespace

AccessLines::AccessLines(std::string_view service) : begin_(before_time) {
  append_log_time(begin_, time_);
  begin_ += R"(","level":"info","service":)";
  append_json_string(begin_, service);
  begin_ += R"(,"message":"request","method":)";
}

void AccessLines::set_time(SystemTime time) {
  if (time == time_) return;
  time_ = time;
  std::string text;
  append_log_time(text, time);
  std::ranges::copy(text, begin_.begin() + before_time.size());
}

void AccessLines::append(std::string& out, const http::Exchange& exchange) {
  set_time(exchange.ended);
  const auto target = exchange.target.substr(0, access_target_bytes_max);
  const std::string_view request_id = exchange.request ? exchange.request->context.request_id : std::string_view();
  const auto texts = exchange.method.size() + target.size() + exchange.route.size() + exchange.remote_address.size() +
                     request_id.size();
  const auto before = out.size();
  out.resize_and_overwrite(before + begin_.size() + json_string_bytes_max(texts) + fixed_bytes_max,
                           [&](char* memory, std::size_t) {
                             Cursor line(memory + before);
                             line.raw(begin_).json(exchange.method).raw(R"(,"target":)").json(target);
                             line.raw(R"(,"route":)").json(exchange.route).raw(R"(,"status":)").number(exchange.status);
                             line.raw(R"(,"duration_ms":)").milliseconds_of(exchange.duration);
                             line.raw(R"(,"request_bytes":)").number(exchange.request_bytes);
                             line.raw(R"(,"response_bytes":)").number(exchange.response_bytes);
                             line.raw(R"(,"remote_address":)").json(exchange.remote_address);
                             if (exchange.request) {
                               const auto& trace = exchange.request->context.trace;
                               line.raw(R"(,"request_id":)").json(request_id);
                               line.raw(R"(,"trace_id":")").hex(trace.trace_high).hex(trace.trace_low);
                               line.raw(R"(","span_id":")").hex(trace.span).raw("\"");
                             }
                             line.raw("}\n");
                             return static_cast<std::size_t>(line.end() - memory);
                           });
}

}  // namespace plaza::telemetry
