#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/core/error.hpp"

// How gRPC says what became of a call: `grpc-status`, `grpc-message`, and `grpc-status-details-bin` with a
// google.rpc.Status that carries the rest of our Error (ErrorInfo, RetryInfo, BadRequest).
namespace plaza::rpc {

using Trailers = std::vector<std::pair<std::string, std::string>>;

Trailers success_trailers();
Trailers failure_trailers(const Error& error);

// Gathered from the trailers of an answer.
struct GrpcStatus {
  std::string code{};     // grpc-status
  std::string message{};  // grpc-message
  std::string details{};  // grpc-status-details-bin
  std::string http{};     // :status

  // Takes the field if it is one of these.
  void take(std::string_view name, std::string_view value);
};

// What the trailers say. An answer of something between us that is no gRPC (`:status` alone) becomes the error that
// gRPC names for it.
Result<void> outcome_of(const GrpcStatus& status);

// Of a stream that was reset before its trailers (RFC 9113, 7).
Error reset_error(std::uint32_t error, std::string_view endpoint);

// A serialized google.rpc.Status, and back; for where a failure travels as a message.
std::string to_rpc_status(const Error& error);
Error from_rpc_status(Code code, std::string message, std::string_view details);

// Texts in fields: what is not printable ASCII, '%', and a blank at either end, as %XX.
std::string percent_encode(std::string_view text);
std::string percent_decode(std::string_view text);

}  // namespace plaza::rpc
