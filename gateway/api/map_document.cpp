#include "gateway/api/map_document.hpp"

#include "platform/rpc/thrift_call.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

constexpr milliseconds refresh_timeout{2'000};
// Until the next round, most likely.
constexpr milliseconds retry_after{1'000};

std::unexpected<Error> unavailable(std::string message) {
  return std::unexpected(Error{.code = Code::unavailable, .message = std::move(message), .retry_after = retry_after});
}

}  // namespace

asio::awaitable<Result<void>> MapDocument::refresh(rpc::Channel& channel) {
  auto before = held();
  pharmacy::wire::GetMapRequest request;
  if (before.document) request.__set_knownVersion(before.version);
  RequestContext context;
  context.deadline = clock_.steady_now() + refresh_timeout;
  auto reply = co_await rpc::call<pharmacy::GetMap>(channel, std::move(context), std::move(request));
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  if (reply->__isset.document) {
    hold({.document = http::Document::make("application/json", std::move(reply->document)),
          .version = std::move(reply->version),
          .confirmed_at = clock_.steady_now()});
  } else if (before.document && reply->version == before.version) {
    before.confirmed_at = clock_.steady_now();
    hold(std::move(before));
  }
  co_return Result<void>{};
}

Result<std::shared_ptr<const http::Document>> MapDocument::present() const {
  const auto now_held = held();
  if (!now_held.document) return unavailable("the map has not been read yet");
  if (clock_.steady_now() - now_held.confirmed_at > stale_max_) {
    return unavailable("the pharmacy service has been away for too long to vouch for the map");
  }
  return now_held.document;
}

MapDocument::Held MapDocument::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

void MapDocument::hold(Held held) {
  const std::lock_guard lock(mutex_);
  held_ = std::move(held);
}

}  // namespace plaza::gateway
