#include "gateway/description/from_json.hpp"

#include <cmath>

#include <fmt/format.h>

#include "platform/core/text_length.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::gateway {
namespace {

// Characters of UTF-8 text: what is no continuation byte begins one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// An integer however JSON writes it: 3 and 3.0 are the same number.
bool integer_of(const JsonElement& json, std::int64_t& out) {
  if (json.get_int64().get(out) == simdjson::SUCCESS) return true;
  constexpr double exact_max = 9'007'199'254'740'992;  // 2^53: up to here every integer is a double
  double number = 0;
  if (json.get_double().get(number) != simdjson::SUCCESS) return false;
  if (std::trunc(number) != number || std::abs(number) > exact_max) return false;
  out = static_cast<std::int64_t>(number);
  return true;
}

bool refuse(BodyFaults& faults, std::string_view pointer, std::string detail) {
  faults.add(pointer, std::move(detail));
  return false;
}

}  // namespace

Error BodyFaults::take() && {
  const auto count = faults_.size();
  return {.code = Code::invalid_argument,
          .message = count == 1 ? "a field of the body is not as it must be"
                                : fmt::format("{} fields of the body are not as they must be", count),
          .fields = std::move(faults_)};
}

Result<JsonElement> JsonReader::parse(std::string_view body) {
  if (parser_.max_depth() != depth_max && parser_.allocate(body.size(), depth_max) != simdjson::SUCCESS) {
    return fail(Code::resource_exhausted, "no memory for the body");
  }
  JsonElement json;
  const auto error = parser_.parse(body.data(), body.size()).get(json);
  if (error != simdjson::SUCCESS) {
    return fail(Code::invalid_argument, fmt::format("the body is not JSON: {}", simdjson::error_message(error)));
  }
  return json;
}

bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo&, bool& out, BodyFaults& faults) {
  if (json.get_bool().get(out) == simdjson::SUCCESS) return true;
  return refuse(faults, pointer, "must be true or false");
}

bool read_integer(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::int64_t min,
                  std::int64_t max, std::int64_t& out, BodyFaults& faults) {
  if (info.minimum) min = std::max(min, static_cast<std::int64_t>(*info.minimum));
  if (info.maximum) max = std::min(max, static_cast<std::int64_t>(*info.maximum));
  if (integer_of(json, out) && out >= min && out <= max) return true;
  return refuse(faults, pointer, fmt::format("must be an integer from {} to {}", min, max));
}

bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, double& out,
               BodyFaults& faults) {
  if (json.get_double().get(out) != simdjson::SUCCESS) return refuse(faults, pointer, "must be a number");
  if (info.minimum && out < *info.minimum)
    return refuse(faults, pointer, fmt::format("must be at least {}", *info.minimum));
  if (info.maximum && out > *info.maximum)
    return refuse(faults, pointer, fmt::format("must be at most {}", *info.maximum));
  return true;
}

bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo& info, std::string& out,
               BodyFaults& faults) {
  std::string_view text;
  if (json.get_string().get(text) != simdjson::SUCCESS) return refuse(faults, pointer, "must be a text");
  if (info.printable && !text_length(text)) return refuse(faults, pointer, "must not have control characters");
  const auto length = characters(text);
  if (info.length_min && length < *info.length_min) {
    return refuse(faults, pointer, fmt::format("must have at least {} characters", *info.length_min));
  }
  if (info.length_max && length > *info.length_max) {
    return refuse(faults, pointer, fmt::format("must have at most {} characters", *info.length_max));
  }
  out = text;
  return true;
}

bool read_json(const JsonElement& json, std::string_view pointer, const FieldInfo&, Timestamp& out,
               BodyFaults& faults) {
  std::string_view text;
  if (json.get_string().get(text) == simdjson::SUCCESS) {
    if (const auto time = parse_rfc3339(text)) {
      out.ms = time->time_since_epoch().count();
      return true;
    }
  }
  return refuse(faults, pointer, "must be a time as RFC 3339 writes it, 2021-08-03T02:53:25Z");
}

}  // namespace plaza::gateway
