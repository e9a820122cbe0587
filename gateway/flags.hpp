#pragma once

#include "platform/core/config.hpp"

namespace plaza::gateway {

// What an operator may switch while the gateway runs; each in the place where it is on duty. A flag has its default
// here, and one that is not here is refused.
struct Flags {
  bool compress_answers = true;

  void describe(config::Section section) {
    section.live().value("compress_answers", compress_answers,
                         "Compress answers for those who accept it; off spares processor time for bytes on the wire");
  }
};

}  // namespace plaza::gateway
