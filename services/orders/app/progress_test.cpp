#include "services/orders/app/progress.hpp"

#include <gtest/gtest.h>

namespace plaza::orders {
namespace {

TEST(Progress, an_order_follows_its_shipment) {
  EXPECT_EQ(progress(Shipment::requested), std::nullopt);
  EXPECT_EQ(progress(Shipment::packed), Status::shipping);
  EXPECT_EQ(progress(Shipment::dispatched), Status::shipping);
  EXPECT_EQ(progress(Shipment::delivered), Status::delivered);
  EXPECT_EQ(progress(Shipment::cancelled), Status::cancelled);
}

}  // namespace
}  // namespace plaza::orders
