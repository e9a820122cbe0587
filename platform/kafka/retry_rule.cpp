#include "platform/kafka/retry_rule.hpp"

namespace plaza::kafka {

void RetryOptions::describe(config::Section section) {
  section.value("pause_ms", pause, "first pause before a failed record is tried again; it doubles", {1, 60'000});
  section.value("pause_max_ms", pause_max, "longest pause", {1, 600'000});
  section.value("faulty_attempts_max", faulty_attempts_max,
                "after so many failures that are nobody's (internal, unknown) a record is a dead letter", {1, 1e6});
  section.value("passing_attempts_max", passing_attempts_max,
                "the same for failures that pass (unavailable, …), counted only while other records succeed", {1, 1e6});
}

Blame blame(Code code) {
  switch (code) {
    case Code::invalid_argument:
    case Code::not_found:
    case Code::already_exists:
    case Code::failed_precondition:
    case Code::out_of_range:
    case Code::unimplemented:
    case Code::data_loss:
      return Blame::record;
    case Code::unavailable:
    case Code::deadline_exceeded:
    case Code::resource_exhausted:
    case Code::aborted:
    case Code::cancelled:
    // A store that refuses us refuses every record, until somebody mends it.
    case Code::permission_denied:
    case Code::unauthenticated:
      return Blame::weather;
    case Code::ok:
    case Code::unknown:
    case Code::internal:
      return Blame::code;
  }
  return Blame::code;
}

bool RetryRule::give_up(Code code, std::uint64_t succeeded) {
  switch (blame(code)) {
    case Blame::record:
      return true;
    case Blame::code:
      return ++faulty_ >= options_->faulty_attempts_max;
    case Blame::weather:
      if (succeeded > succeeded_before_) ++passing_;
      succeeded_before_ = succeeded;
      return passing_ >= options_->passing_attempts_max;
  }
  return false;
}

}  // namespace plaza::kafka
