#include "services/shipping/adapters/shipment_store.hpp"

#include "services/shipping/adapters/shipment_rows.hpp"

namespace plaza::shipping {

asio::awaitable<Result<std::vector<Shipment>>> ShipmentStore::find(RequestContext context, std::vector<Uuid> ids,
                                                                   std::vector<Uuid> order_ids) {
  const auto rows = co_await parts.pool->query(context, find_shipments, ids, order_ids);
  if (!rows) co_return std::unexpected(rows.error());
  co_return read_shipments(*rows);
}

}  // namespace plaza::shipping
