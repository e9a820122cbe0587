#pragma once

#include <memory>
#include <ranges>
#include <stdexcept>

#include "platform/postgres/wire.hpp"

struct pg_result;  // libpq's; its headers stay inside .cpp files

namespace plaza::postgres {

namespace rows_detail {
struct Release {
  void operator()(pg_result* result) const;
};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
}  // namespace rows_detail

// One row of an answer; valid as long as its Rows.
class Row {
 public:
  Row(const pg_result& result, std::size_t row) : result_(&result), row_(row) {}

  // The value of a column, counted from 0. T fits the column's type (Wire<T>::takes); a column that may be null is read
  // as std::optional<T>, an array of one dimension without nulls as std::vector<T>. Another type than the column has is
  // a programmer's error and throws std::logic_error.
  template <class T>
  [[nodiscard]] T get(std::size_t column) const {
    const auto field = this->field(column);
    if constexpr (rows_detail::IsOptional<T>::value) {
      if (!field.bytes) return std::nullopt;
      return read<typename T::value_type>(*field.bytes, field.type, column);
    } else {
      if (!field.bytes) refuse(column, "is null");
      return read<T>(*field.bytes, field.type, column);
    }
  }
  [[nodiscard]] bool is_null(std::size_t column) const { return !field(column).bytes; }

 private:
  struct Field {
    Oid type;
    std::optional<std::string_view> bytes;
  };
  [[nodiscard]] Field field(std::size_t column) const;
  [[noreturn]] void refuse(std::size_t column, std::string_view why) const;

  template <class T>
  [[nodiscard]] T read(std::string_view bytes, Oid type, std::size_t column) const {
    if constexpr (rows_detail::IsVector<T>::value) {
      return read_array<typename T::value_type>(bytes, column);
    } else {
      if (!Wire<T>::takes(type) || !Wire<T>::size_is_right(bytes.size())) refuse(column, "is of another type");
      return Wire<T>::read(bytes, type);
    }
  }

  template <class T>
  [[nodiscard]] std::vector<T> read_array(std::string_view bytes, std::size_t column) const {
    constexpr std::size_t head_bytes = 12;
    constexpr std::size_t dimension_bytes = 8;
    constexpr std::size_t size_bytes = 4;
    std::vector<T> values;
    if (bytes.size() < head_bytes) refuse(column, "is no array");
    const auto dimensions = wire::read_big_endian<std::uint32_t>(bytes);
    const auto type = wire::read_big_endian<std::uint32_t>(bytes.substr(8));
    if (!Wire<T>::takes(type)) refuse(column, "is an array of another type");
    bytes.remove_prefix(head_bytes);
    if (dimensions == 0) return values;
    if (dimensions > 1 || bytes.size() < dimension_bytes) refuse(column, "has several dimensions");
    const auto count = wire::read_big_endian<std::uint32_t>(bytes);
    bytes.remove_prefix(dimension_bytes);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (bytes.size() < size_bytes) refuse(column, "is cut");
      const std::size_t size = wire::read_big_endian<std::uint32_t>(bytes);
      bytes.remove_prefix(size_bytes);
      if (size > bytes.size() || !Wire<T>::size_is_right(size)) refuse(column, "has nulls, or is of another type");
      values.push_back(Wire<T>::read(bytes.substr(0, size), type));
      bytes.remove_prefix(size);
    }
    return values;
  }

  const pg_result* result_;
  std::size_t row_;
};

// What a statement answered.
class Rows {
 public:
  Rows() = default;
  explicit Rows(std::unique_ptr<pg_result, rows_detail::Release> result) : result_(std::move(result)) {}

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Row operator[](std::size_t row) const { return {*result_, row}; }
  [[nodiscard]] Row front() const { return (*this)[0]; }
  // for (const Row row : rows.all())
  [[nodiscard]] auto all() const {
    return std::views::iota(std::size_t{0}, size()) |
           std::views::transform([this](std::size_t i) { return (*this)[i]; });
  }
  // Rows that an INSERT, UPDATE or DELETE touched.
  [[nodiscard]] std::uint64_t affected() const;
  // What the server calls the command: "INSERT 0 1", "COMMIT".
  [[nodiscard]] std::string_view command() const;

 private:
  std::unique_ptr<pg_result, rows_detail::Release> result_;
};

}  // namespace plaza::postgres
