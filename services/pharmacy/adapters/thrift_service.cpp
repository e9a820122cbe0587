#include "services/pharmacy/adapters/thrift_service.hpp"

#include <fmt/format.h>

#include "services/pharmacy/adapters/wire_mapping.hpp"

namespace plaza::pharmacy {
namespace {

constexpr milliseconds retry_without_snapshot{1'000};

// Search, answered with finished bytes of the same form.
struct FinishedSearch {
  using Request = Search::Request;
  using Reply = FinishedPage;
  static constexpr const rpc::Method& method = Search::method;
};

}  // namespace

ThriftService::ThriftService(std::shared_ptr<const Present> present, const Clock& clock, FreshnessLimits limits,
                             std::size_t slots)
    : present_(std::move(present)), clock_(&clock), limits_(limits) {
  for (std::size_t i = 0; i < slots; ++i) finished_.push_back(std::make_shared<FinishedPharmacies>());
}

Result<FinishedPage> ThriftService::search(const wire::SearchRequest& request, std::size_t slot) const {
  const auto parameters = from_wire(request);
  if (!parameters) return std::unexpected(parameters.error());
  const auto served = known();
  if (!served) return std::unexpected(served.error());
  auto page = pharmacy::search(*(*served)->snapshot, *parameters);
  if (!page) return std::unexpected(std::move(page.error()));
  return FinishedPage{.snapshot = (*served)->snapshot,
                      .page = *std::move(page),
                      .now = clock_->now(),
                      .stale = stale(**served),
                      .finished = finished_.at(slot).get()};
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
  server.handle<FinishedSearch>([service = *this](const wire::SearchRequest& request, const RequestContext&,
                                                  Worker& worker) { return service.search(request, worker.index()); });
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
