#include "platform/rpc/grpc/status.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "platform/core/base64url.hpp"
#include "platform/rpc/grpc/http2_session.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace plaza::rpc {
namespace {

constexpr std::string_view domain = "plaza";
// Of an answer's details; what is longer is not read.
constexpr std::size_t details_bytes_max = 16UL * 1024;

std::string base64(std::string_view bytes) {
  auto text = base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text;
}

std::string from_base64(std::string_view given) {
  std::string text(given.substr(0, given.find('=')));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  const auto bytes = parse_base64url(text);
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
}

int number(std::string_view text, int otherwise) {
  int value = otherwise;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? value : otherwise;
}

Code to_code(int value) {
  return value >= 0 && value <= static_cast<int>(Code::unauthenticated) ? static_cast<Code>(value) : Code::unknown;
}

// https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
Code code_of_http(std::string_view status) {
  switch (number(status, 0)) {
    case 400:
      return Code::internal;
    case 401:
      return Code::unauthenticated;
    case 403:
      return Code::permission_denied;
    case 404:
      return Code::unimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return Code::unavailable;
    default:
      return Code::unknown;
  }
}

bool has_details(const Error& error) {
  return !error.reason.empty() || !error.fields.empty() || error.retry_after;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // At its ends a field has no blanks (RFC 9113, 8.2.1).
    const bool at_an_end = i == 0 || i + 1 == text.size();
    if (c >= (at_an_end ? '!' : ' ') && c <= '~' && c != '%') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// What only looks like a code is left as it is, as gRPC asks for.
std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const auto* hex = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(hex, hex + 2, value, 16).ptr == hex + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string to_rpc_status(const Error& error) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(error.code));
  status.set_message(error.message);
  if (!error.reason.empty()) {
    google::rpc::ErrorInfo info;
    info.set_reason(error.reason);
    info.set_domain(std::string(domain));
    status.add_details()->PackFrom(info);
  }
  if (error.retry_after) {
    google::rpc::RetryInfo info;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*error.retry_after);
    const std::chrono::nanoseconds rest = *error.retry_after - seconds;
    info.mutable_retry_delay()->set_seconds(seconds.count());
    info.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(rest.count()));
    status.add_details()->PackFrom(info);
  }
  if (!error.fields.empty()) {
    google::rpc::BadRequest bad;
    for (const auto& field : error.fields) {
      auto* violation = bad.add_field_violations();
      violation->set_field(field.pointer);
      violation->set_description(field.detail);
    }
    status.add_details()->PackFrom(bad);
  }
  return status.SerializeAsString();
}

Error from_rpc_status(Code code, std::string message, std::string_view details) {
  Error error{.code = code, .message = std::move(message)};
  google::rpc::Status status;
  if (details.empty() || !status.ParseFromArray(details.data(), static_cast<int>(details.size()))) return error;
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::RetryInfo retry;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) {
      error.reason = info.reason();
    } else if (detail.UnpackTo(&retry)) {
      const auto& delay = retry.retry_delay();
      const auto seconds = std::clamp<std::int64_t>(delay.seconds(), 0, 86'400);
      error.retry_after =
          std::chrono::milliseconds(seconds * 1'000 + std::clamp(delay.nanos(), 0, 999'999'999) / 1'000'000);
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        error.fields.push_back({.pointer = violation.field(), .detail = violation.description()});
      }
    }
  }
  return error;
}

Trailers success_trailers() {
  return {{"grpc-status", "0"}};
}

Trailers failure_trailers(const Error& error) {
  // Code::ok would say that there is an answer.
  const auto code = error.code == Code::ok ? Code::unknown : error.code;
  Trailers trailers{{"grpc-status", std::to_string(static_cast<int>(code))}};
  if (!error.message.empty()) trailers.emplace_back("grpc-message", percent_encode(error.message));
  if (has_details(error)) trailers.emplace_back("grpc-status-details-bin", base64(to_rpc_status(error)));
  return trailers;
}

void GrpcStatus::take(std::string_view name, std::string_view value) {
  if (name == "grpc-status") {
    code = value;
  } else if (name == "grpc-message") {
    message = value;
  } else if (name == ":status") {
    http = value;
  } else if (name == "grpc-status-details-bin" && value.size() <= details_bytes_max) {
    details = value;
  }
}

Result<void> outcome_of(const GrpcStatus& status) {
  if (status.code == "0") return {};
  if (status.code.empty()) {
    if (status.http == "200") return fail(Code::internal, "the answer has no status");
    return fail(code_of_http(status.http), fmt::format("HTTP status {} instead of an answer", status.http));
  }
  return std::unexpected(
      from_rpc_status(to_code(number(status.code, -1)), percent_decode(status.message), from_base64(status.details)));
}

Error reset_error(std::uint32_t error, std::string_view endpoint) {
  const auto code = [&] {
    switch (error) {
      case http2_refused_stream:
        return Code::unavailable;
      case http2_cancel:
        return Code::cancelled;
      case http2_enhance_your_calm:
        return Code::resource_exhausted;
      case http2_inadequate_security:
        return Code::permission_denied;
      default:
        return Code::internal;
    }
  };
  return {.code = code(),
          .message = fmt::format("{} ended the call without an answer (HTTP/2 error {})", endpoint, error)};
}

}  // namespace plaza::rpc
