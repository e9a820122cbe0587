#include "platform/redis/failure.hpp"

#include <algorithm>
#include <array>

namespace plaza::redis {
namespace {

struct Meaning {
  std::string_view start;  // of what the server says
  Code code;
  std::string_view reason;
};

// What is more special comes first. Every one of these says that the command had no effect. Unlisted errors are
// `internal`: the command or a script is wrong, which a caller cannot mend.
constexpr std::array meanings{
    Meaning{"OOM ", Code::unavailable, reason_full},
    Meaning{"READONLY ", Code::unavailable, reason_read_only},
    Meaning{"LOADING ", Code::unavailable, "REDIS_LOADING"},
    Meaning{"MASTERDOWN ", Code::unavailable, "REDIS_MASTERDOWN"},
    Meaning{"MISCONF ", Code::unavailable, "REDIS_MISCONF"},
    Meaning{"BUSY ", Code::unavailable, "REDIS_BUSY"},
    Meaning{"NOREPLICAS ", Code::unavailable, "REDIS_NOREPLICAS"},
    Meaning{"CLUSTERDOWN ", Code::unavailable, "REDIS_CLUSTERDOWN"},
    Meaning{"MOVED ", Code::unavailable, "REDIS_MOVED"},
    Meaning{"ASK ", Code::unavailable, "REDIS_ASK"},
    Meaning{"TRYAGAIN ", Code::aborted, "REDIS_TRYAGAIN"},
    Meaning{"CROSSSLOT ", Code::internal, "REDIS_CROSSSLOT"},
    Meaning{"NOAUTH ", Code::unavailable, "REDIS_NOAUTH"},
    Meaning{"WRONGPASS ", Code::unavailable, "REDIS_WRONGPASS"},
    Meaning{"ERR max number of clients", Code::unavailable, "REDIS_MAXCLIENTS"},
    Meaning{"ERR invalid password", Code::unavailable, "REDIS_WRONGPASS"},
    Meaning{"UNBLOCKED ", Code::unavailable, "REDIS_UNBLOCKED"},
    Meaning{"EXECABORT ", Code::aborted, "REDIS_EXECABORT"},
    Meaning{"NOSCRIPT ", Code::internal, reason_script_missing},
    Meaning{"NOPERM ", Code::internal, "REDIS_NOPERM"},
    Meaning{"WRONGTYPE ", Code::internal, "REDIS_WRONGTYPE"},
};
constexpr Meaning unlisted{"", Code::internal, "REDIS_REFUSED"};

// What callers are told to wait before they ask again.
constexpr std::chrono::milliseconds retry_after{1'000};

}  // namespace

Error to_error(std::string_view said) {
  const auto* found = std::ranges::find_if(meanings, [&](const Meaning& one) { return said.starts_with(one.start); });
  const auto& meaning = found == meanings.end() ? unlisted : *found;
  Error error{.code = meaning.code, .message = std::string(said), .reason = std::string(meaning.reason)};
  if (error.code == Code::unavailable) error.retry_after = retry_after;
  return error;
}

bool speaks_of_the_server(const Error& error) {
  // A full server refuses changes before any work, and goes on answering reads.
  if (error.reason == reason_full) return false;
  return error.code == Code::unavailable || error.code == Code::deadline_exceeded;
}

bool wants_another_server(const Error& error) {
  return error.reason == reason_read_only || error.reason == "REDIS_LOADING" || error.reason == "REDIS_MASTERDOWN" ||
         error.reason == "REDIS_UNBLOCKED";
}

}  // namespace plaza::redis
