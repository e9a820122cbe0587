#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plaza {

// The canonical codes of gRPC, in its numbering (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
enum class Code : std::uint8_t {
  ok = 0,
  cancelled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

// "INVALID_ARGUMENT" for Code::invalid_argument; "UNKNOWN" for a value outside the enumeration.
std::string_view to_string(Code code);

// One part of an input that fails, and why. `pointer` is a JSON pointer into a body ("/lines/0/quantity"),
// or the name of a parameter.
struct FieldError {
  std::string pointer;
  std::string detail;

  bool operator==(const FieldError&) const = default;
};

// What went wrong: a code for programs, a sentence for people, details for both.
struct Error {
  Code code = Code::unknown;
  std::string message;
  // A fixed word for machines, finer than the code: "FEED_TRUNCATED". Empty when the code says it all.
  std::string reason{};
  std::vector<FieldError> fields{};
  // When a caller may try again; a server that sheds load sets it.
  std::optional<std::chrono::milliseconds> retry_after{};

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

// For an early return: `return fail(Code::not_found, fmt::format("no pharmacy {}", id));`
std::unexpected<Error> fail(Code code, std::string message, std::string reason = {});

}  // namespace plaza
