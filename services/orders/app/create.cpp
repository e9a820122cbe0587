#include "services/orders/app/create.hpp"

#include <fmt/format.h>

#include "platform/core/text_length.hpp"

namespace plaza::orders {
namespace {

std::string text_fault(std::string_view text, std::size_t characters_max) {
  const auto length = text_length(text);
  if (!length) return "must be UTF-8 without control characters";
  if (*length >= 1 && *length <= characters_max) return {};
  return fmt::format("must have 1 to {} characters", characters_max);
}

std::string number_fault(std::int64_t number, std::int64_t min, std::int64_t max) {
  return number >= min && number <= max ? "" : fmt::format("must be from {} to {}", min, max);
}

std::string id_fault(const std::string& text) {
  constexpr int version = 7;
  const auto id = Uuid::parse(text);
  return id && id->version() == version ? "" : "must be a UUID of version 7";
}

}  // namespace

std::vector<FieldError> faults(const NewOrder& asked) {
  std::vector<FieldError> found;
  const auto check = [&found](std::string pointer, std::string fault) {
    if (!fault.empty()) found.push_back({.pointer = std::move(pointer), .detail = std::move(fault)});
  };
  check("/id", id_fault(asked.id));
  check("/customerName", text_fault(asked.customer_name, customer_name_characters_max));
  check("/totalPrice", number_fault(asked.total_price, 0, price_max));
  if (asked.lines.size() > lines_max) {
    check("/lines", fmt::format("must be at most {} lines", lines_max));
    return found;
  }
  for (std::size_t i = 0; i < asked.lines.size(); ++i) {
    const auto& line = asked.lines[i];
    check(fmt::format("/lines/{}/sku", i), text_fault(line.sku, sku_characters_max));
    check(fmt::format("/lines/{}/name", i), text_fault(line.name, line_name_characters_max));
    check(fmt::format("/lines/{}/quantity", i), number_fault(line.quantity, 1, quantity_max));
    check(fmt::format("/lines/{}/unitPrice", i), number_fault(line.unit_price, 0, price_max));
  }
  return found;
}

Result<Order> create(NewOrder asked, std::string owner, SystemTime now) {
  if (auto wrong = faults(asked); !wrong.empty()) {
    return std::unexpected(
        Error{.code = Code::invalid_argument, .message = "the order is not valid", .fields = std::move(wrong)});
  }
  return Order{.id = *Uuid::parse(asked.id),
               .owner = std::move(owner),
               .customer_name = std::move(asked.customer_name),
               .total_price = static_cast<std::int32_t>(asked.total_price),
               .lines = std::move(asked.lines),
               .created_at = now,
               .updated_at = now};
}

bool is_the_same(const Order& asked, const Order& made) {
  const bool person = made.erased || (asked.owner == made.owner && asked.customer_name == made.customer_name);
  return person && asked.total_price == made.total_price && asked.lines == made.lines;
}

Order as_made(Order order) {
  order.status = Status::created;
  order.version = 1;
  order.updated_at = order.created_at;
  return order;
}

}  // namespace plaza::orders
