#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::pharmacy {

enum class Column : std::uint8_t { id, name, address, phone, adult, child, time };
constexpr std::size_t column_count = 7;

// Which field of a row is which column.
using ColumnOrder = std::array<std::size_t, column_count>;

// The columns as the feed itself names them, in its order.
constexpr std::array<std::string_view, column_count> column_names{
    "醫事機構代碼", "醫事機構名稱", "醫事機構地址", "醫事機構電話", "成人口罩剩餘數", "兒童口罩剩餘數", "來源資料時間"};

// Finds the columns by their names: the feed's own, the one of column 5 until 2020-02-10, and the English ones of a
// spreadsheet. Errors: data_loss, FEED_BAD_HEADER, unless each column is there once and nothing else.
Result<ColumnOrder> read_header(std::span<const std::string_view> header);

}  // namespace plaza::pharmacy
