#include "services/pharmacy/adapters/thrift_service.hpp"

#include <fmt/format.h>

#include "services/pharmacy/adapters/wire_mapping.hpp"

namespace plaza::pharmacy {
namespace {

constexpr milliseconds retry_without_snapshot{1'000};

}  // namespace

Result<wire::SearchReply> ThriftService::search(const wire::SearchRequest& request) const {
  const auto parameters = from_wire(request);
  if (!parameters) return std::unexpected(parameters.error());
  const auto served = known();
  if (!served) return std::unexpected(served.error());
  const auto& snapshot = *(*served)->snapshot;
  const auto page = pharmacy::search(snapshot, *parameters);
  if (!page) return std::unexpected(page.error());
  return to_wire(*page, {.snapshot = snapshot, .now = clock_->now(), .stale = stale(**served)});
}

Result<wire::GetManyReply> ThriftService::get_many(const wire::GetManyRequest& request) const {
  if (request.ids.size() > ids_max) {
    auto detail = fmt::format("must be at most {}", ids_max);
    return std::unexpected(Error{.code = Code::invalid_argument,
                                 .message = "too many ids",
                                 .fields = {{.pointer = "ids", .detail = std::move(detail)}}});
  }
  const auto served = known();
  if (!served) return std::unexpected(served.error());
  const AnswerView view{.snapshot = *(*served)->snapshot, .now = clock_->now(), .stale = stale(**served)};
  wire::GetManyReply reply;
  reply.pharmacies.reserve(request.ids.size());
  for (const auto& text : request.ids) {
    const auto id = InstitutionId::parse(text);
    const auto* pharmacy = id ? view.snapshot.find(*id) : nullptr;
    if (pharmacy) reply.pharmacies.push_back(to_wire(*pharmacy, view));
  }
  return reply;
}

Result<wire::GetMapReply> ThriftService::get_map(const wire::GetMapRequest& request) const {
  const auto served = known();
  if (!served) return std::unexpected(served.error());
  const auto& map = *(*served)->map;
  wire::GetMapReply reply;
  reply.version = map.version;
  if (!request.__isset.knownVersion || request.knownVersion != map.version) reply.__set_document(map.json);
  return reply;
}

Result<wire::Feed> ThriftService::get_feed() const {
  const auto served = present_->get();
  return to_wire(served->feed, stale(*served), clock_->now());
}

void ThriftService::attach_to(rpc::ThriftServer& server) const {
  server.handle<Search>(
      [service = *this](const wire::SearchRequest& request, const RequestContext&) { return service.search(request); });
  server.handle<GetMany>([service = *this](const wire::GetManyRequest& request, const RequestContext&) {
    return service.get_many(request);
  });
  server.handle<GetMap>([service = *this](const wire::GetMapRequest& request, const RequestContext&) {
    return service.get_map(request);
  });
  server.handle<GetFeed>(
      [service = *this](const wire::GetFeedRequest&, const RequestContext&) { return service.get_feed(); });
}

Result<std::shared_ptr<const Served>> ThriftService::known() const {
  auto served = present_->get();
  if (!served->snapshot->pharmacies().empty()) return served;
  return std::unexpected(Error{.code = Code::unavailable,
                               .message = "there is no snapshot of the feed yet",
                               .reason = "NO_SNAPSHOT",
                               .retry_after = retry_without_snapshot});
}

bool ThriftService::stale(const Served& served) const {
  return is_stale(served.feed, limits_, clock_->now(), clock_->steady_now());
}

}  // namespace plaza::pharmacy
