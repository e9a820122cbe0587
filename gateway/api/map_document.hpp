#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/http/message.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::gateway {

// The map as one finished document for all workers. refresh() asks the pharmacy service whether there is a newer one;
// the gateway does so once a second in the background, so that no request waits for the service and none makes it work.
//
// While the service is away, the document is served on as it is: its `updatedAt` says how old the figures are. After
// `stale_max` without a word from the service it is unavailable, because nobody knows any more whether it is true.
class MapDocument {
 public:
  // `clock` must outlive it.
  MapDocument(const Clock& clock, milliseconds stale_max) : clock_(clock), stale_max_(stale_max) {}

  // One round over `channel`, on its worker, by one caller at a time. Compresses a new document: some 30 ms.
  asio::awaitable<Result<void>> refresh(rpc::Channel& channel);

  // From any thread. Unavailable when there is no document yet, or it is older than it may be.
  [[nodiscard]] Result<std::shared_ptr<const http::Document>> present() const;

 private:
  struct Held {
    std::shared_ptr<const http::Document> document;
    std::string version;
    SteadyTime confirmed_at;  // when the service last said that this is the present one
  };

  [[nodiscard]] Held held() const;
  void hold(Held held);

  const Clock& clock_;
  const milliseconds stale_max_;
  mutable std::mutex mutex_;
  Held held_;
};

}  // namespace plaza::gateway
