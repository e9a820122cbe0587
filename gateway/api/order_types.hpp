#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/api/message_times.hpp"
#include "gateway/description/repeated.hpp"
#include "gateway/description/type.hpp"

#include "plaza/orders/v1/orders.pb.h"

// What clients see of orders: the messages of the service, described; and what they send.
namespace plaza::gateway {

// Amounts are in the smallest unit of the currency.
inline constexpr double amount_max = 2'147'483'647;
inline constexpr double quantity_max = 1'000'000;
inline constexpr std::size_t customer_name_characters_max = 200;
inline constexpr std::size_t sku_characters_max = 64;
inline constexpr std::size_t line_name_characters_max = 200;
inline constexpr std::size_t lines_max = 100;

struct NewOrderLine {
  std::string sku;
  std::string name;
  std::int32_t quantity = 0;
  std::int32_t unit_price = 0;
};

struct NewOrder {
  std::string customer_name;
  std::int32_t total_price = 0;
  std::optional<std::vector<NewOrderLine>> lines;
};

template <>
struct Description<orders::v1::OrderStatus> {
  using Status = orders::v1::OrderStatus;
  static constexpr std::string_view name = "OrderStatus";
  static constexpr std::string_view doc = "How far an order is.";
  static constexpr std::array values{
      EnumValue<Status>{.value = orders::v1::ORDER_STATUS_CREATED, .text = "CREATED", .doc = "It has been taken."},
      EnumValue<Status>{.value = orders::v1::ORDER_STATUS_SHIPPING,
                        .text = "SHIPPING",
                        .doc = "Its shipment has been packed, or is on its way."},
      EnumValue<Status>{.value = orders::v1::ORDER_STATUS_DELIVERED, .text = "DELIVERED", .doc = "It has arrived."},
      EnumValue<Status>{.value = orders::v1::ORDER_STATUS_CANCELLED, .text = "CANCELLED", .doc = "It was cancelled."},
  };
};

template <>
struct Description<orders::v1::OrderLine> {
  using T = orders::v1::OrderLine;
  static constexpr std::string_view name = "OrderLine";
  static constexpr std::string_view doc = "One kind of thing in an order.";
  static constexpr auto fields =
      std::tuple(field("sku", [](const T& l) -> const std::string& { return l.sku(); },
                       {.doc = "The shop's code of the thing.", .example = R"("MASK-ADULT-50")"}),
                 field("name", [](const T& l) -> const std::string& { return l.name(); },
                       {.doc = "What it is called.", .example = R"("Masks for adults, 50")"}),
                 field("quantity", [](const T& l) { return l.quantity(); },
                       {.doc = "How many.", .example = "2", .minimum = 1, .maximum = quantity_max}),
                 field("unitPrice", [](const T& l) { return l.unit_price(); },
                       {.doc = "The price of one, in the smallest unit of the currency.",
                        .example = "13500",
                        .minimum = 0,
                        .maximum = amount_max}));
};

template <>
struct Description<orders::v1::Order> {
  using T = orders::v1::Order;
  static constexpr std::string_view name = "Order";
  static constexpr std::string_view doc = "What a customer has asked for, and how far it is.";
  static constexpr auto fields = std::tuple(
      field("id", [](const T& o) -> const std::string& { return o.id(); },
            {.doc = "A UUID of version 7.", .example = R"("0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b")", .format = "uuid"}),
      field("customerName", [](const T& o) -> const std::string& { return o.customer_name(); },
            {.doc = "Whom it is for; empty when the person has been erased.", .example = R"("caesar")"}),
      field("totalPrice", [](const T& o) { return o.total_price(); },
            {.doc = "In the smallest unit of the currency.", .example = "27000", .minimum = 0, .maximum = amount_max}),
      field("lines", [](const T& o) -> const auto& { return o.lines(); },
            {.doc = "What is in it; may be empty.", .items_max = lines_max}),
      field("status", [](const T& o) { return o.status(); }, {.doc = "How far it is."}),
      field("version", [](const T& o) { return o.version(); },
            {.doc = "1 when it is made, one more with each change.", .example = "1", .minimum = 1}),
      field("createdAt", [](const T& o) { return time_of(o.created_at()); },
            {.doc = "When it was taken.", .example = R"("2026-04-01T08:30:00.125Z")"}),
      field("updatedAt", [](const T& o) { return time_of(o.updated_at()); },
            {.doc = "When it changed last.", .example = R"("2026-04-01T08:30:00.125Z")"}));
};

template <>
struct Description<orders::v1::ListOrdersResponse> {
  using T = orders::v1::ListOrdersResponse;
  static constexpr std::string_view name = "OrderPage";
  static constexpr std::string_view doc = "A page of orders.";
  static constexpr auto fields =
      std::tuple(field("items", [](const T& p) -> const auto& { return p.orders(); },
                       {.doc = "The orders of this page, newest first.", .items_max = 100}),
                 field("nextCursor", [](const T& p) { return p.next_cursor().empty() ? nullptr : &p.next_cursor(); },
                       {.doc = "`after` of the next page; null on the last one."}));
};

template <>
struct Description<NewOrderLine> {
  using T = NewOrderLine;
  static constexpr std::string_view name = "NewOrderLine";
  static constexpr std::string_view doc = "One kind of thing in a new order.";
  static constexpr auto fields = std::tuple(
      field("sku", &T::sku,
            {.doc = "The shop's code of the thing.",
             .example = R"("MASK-ADULT-50")",
             .length_min = 1,
             .length_max = sku_characters_max,
             .printable = true}),
      field("name", &T::name,
            {.doc = "What it is called.",
             .example = R"("Masks for adults, 50")",
             .length_min = 1,
             .length_max = line_name_characters_max,
             .printable = true}),
      field("quantity", &T::quantity, {.doc = "How many.", .example = "2", .minimum = 1, .maximum = quantity_max}),
      field("unitPrice", &T::unit_price,
            {.doc = "The price of one, in the smallest unit of the currency.",
             .example = "13500",
             .minimum = 0,
             .maximum = amount_max}));
};

template <>
struct Description<NewOrder> {
  using T = NewOrder;
  static constexpr std::string_view name = "NewOrder";
  static constexpr std::string_view doc = "An order to be made.";
  static constexpr auto fields = std::tuple(
      field("customerName", &T::customer_name,
            {.doc = "Whom it is for.",
             .example = R"("caesar")",
             .length_min = 1,
             .length_max = customer_name_characters_max,
             .printable = true}),
      field("totalPrice", &T::total_price,
            {.doc = "In the smallest unit of the currency. Lines need not add up to it: it may hold postage.",
             .example = "27000",
             .minimum = 0,
             .maximum = amount_max}),
      field("lines", &T::lines,
            {.doc = "What is in it; may be left out.", .items_max = lines_max, .absent = Absent::either}));
};

}  // namespace plaza::gateway
