#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/framing.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"

namespace plaza::http {

// The answer to a head on a fixed route as its bytes go out, but for the request's id. Good within the second that its
// Date names; what an operator changes meanwhile holds from the next one.
struct FinishedReply {
  std::chrono::sys_seconds second{};
  std::string head;  // from the status line to "X-Request-Id: "
  std::shared_ptr<const Document> document;
  bool gzipped = false;

  [[nodiscard]] std::string_view body() const { return gzipped ? document->gzip : document->body; }
};

// A request's head without a body, as it was checked, parsed and routed before. Requests that come with the same bytes
// share it: all of that depends on the bytes alone.
struct KnownHead {
  std::string bytes;
  Framing framing;
  Request::Message message;
  Match match;
  bool names_context = true;  // has fields that fill_context reads
  FinishedReply reply{};      // `document` is null where there is none
};

// The heads that come again and again to one worker: probes, polls, the pages that everybody opens. A head is kept when
// its bytes have come twice with no other in its place between; so heads that nobody repeats cost a hash, and no
// memory. Bounded by the number of places and head_bytes_max. Lives on its worker.
class KnownHeads {
 public:
  static constexpr std::size_t places_count = 128;
  static constexpr std::size_t head_bytes_max = 1024;

  // Null when these bytes are not known.
  [[nodiscard]] std::shared_ptr<KnownHead> find(std::string_view head);

  // For a head that find() did not know, checked, parsed and routed by now. `make` is called when
  // the head deserves it, and gives what to keep; null for one that must not be kept.
  template <class Make>
  void see(std::string_view head, const Make& make) {
    if (head.size() > head_bytes_max) return;
    const auto hash = hash_of(head);
    auto& place = places_[hash % places_count];
    if (place.last_hash != hash) {
      place.last_hash = hash;
    } else if (std::shared_ptr<KnownHead> made = make()) {
      place.head = std::move(made);
    }
  }

 private:
  struct Place {
    std::uint64_t last_hash = 0;  // of the last head here that was not known
    std::shared_ptr<KnownHead> head;
  };

  static std::uint64_t hash_of(std::string_view head);

  std::array<Place, places_count> places_;
};

}  // namespace plaza::http
