#include "services/orders/app/progress.hpp"

namespace plaza::orders {

std::optional<Status> progress(Shipment shipment) {
  switch (shipment) {
    case Shipment::requested:
      return std::nullopt;
    case Shipment::packed:
    case Shipment::dispatched:
      return Status::shipping;
    case Shipment::delivered:
      return Status::delivered;
    case Shipment::cancelled:
      return Status::cancelled;
  }
  return std::nullopt;
}

}  // namespace plaza::orders
