#pragma once

#include "platform/postgres/wire.hpp"

namespace plaza::postgres {

// The values for $1, $2, … of a statement, in binary form and with their types. Every call of one statement gives the
// same types in the same order.
//
//   Parameters(id, std::string_view("caesar"), 27'000)            $1 uuid, $2 text, $3 integer
//   Parameters(std::span(ids), std::span(names))                  arrays, for unnest($1, $2)
//   Parameters(std::optional<std::int64_t>{})                     null of type bigint
class Parameters {
 public:
  Parameters() = default;
  template <class... T>
    requires(sizeof...(T) > 0 && (!std::same_as<std::remove_cvref_t<T>, Parameters> && ...))
  explicit Parameters(const T&... values) {
    (add(values), ...);
  }

  template <class T>
  Parameters& add(const T& value) {
    begin(Wire<T>::type);
    Wire<T>::write(bytes_, value);
    return end();
  }
  Parameters& add(const char* text) { return add(std::string_view(text)); }
  template <class T>
  Parameters& add(const std::optional<T>& value) {
    if (value) return add(*value);
    begin(Wire<T>::type);
    places_.back().null = true;
    return *this;
  }
  template <class T>
  Parameters& add(const std::vector<T>& values) {
    return add_array<T>(values);
  }
  template <class T, std::size_t N>
  Parameters& add(std::span<T, N> values) {
    return add_array<std::remove_const_t<T>>(values);
  }

  [[nodiscard]] std::size_t size() const { return types_.size(); }
  [[nodiscard]] const std::vector<Oid>& types() const { return types_; }
  // Null for null.
  [[nodiscard]] const char* data(std::size_t index) const {
    return places_[index].null ? nullptr : bytes_.data() + places_[index].offset;
  }
  [[nodiscard]] std::size_t bytes(std::size_t index) const { return places_[index].bytes; }

 private:
  struct Place {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    bool null = false;
  };

  void begin(Oid type) {
    types_.push_back(type);
    places_.push_back({.offset = bytes_.size()});
  }
  Parameters& end() {
    places_.back().bytes = bytes_.size() - places_.back().offset;
    // An empty value at the end of the buffer has an address of its own all the same.
    return *this;
  }

  // One dimension from 1 on: dimensions, whether there are nulls, the elements' type, length, lower bound, then each
  // element behind its size.
  template <class T, class Range>
  Parameters& add_array(const Range& values) {
    using Element = Unwrapped<T>::Type;
    begin(Wire<Element>::array_type);
    wire::append_big_endian<std::uint32_t>(bytes_, values.empty() ? 0 : 1);
    wire::append_big_endian<std::uint32_t>(bytes_, Unwrapped<T>::nullable ? 1 : 0);
    wire::append_big_endian<std::uint32_t>(bytes_, Wire<Element>::type);
    if (values.empty()) return end();
    wire::append_big_endian<std::uint32_t>(bytes_, static_cast<std::uint32_t>(values.size()));
    wire::append_big_endian<std::uint32_t>(bytes_, 1);
    for (const T& value : values) add_element<Element>(value);
    return end();
  }
  template <class T>
  void add_element(const T& value) {
    const auto size_at = bytes_.size();
    wire::append_big_endian<std::uint32_t>(bytes_, 0);
    Wire<T>::write(bytes_, value);
    std::string size;
    wire::append_big_endian(size, static_cast<std::uint32_t>(bytes_.size() - size_at - sizeof(std::uint32_t)));
    bytes_.replace(size_at, size.size(), size);
  }
  template <class T>
  void add_element(const std::optional<T>& value) {
    if (value) return add_element<T>(*value);
    wire::append_big_endian<std::uint32_t>(bytes_, 0xffff'ffff);
  }

  template <class T>
  struct Unwrapped {
    using Type = T;
    static constexpr bool nullable = false;
  };
  template <class T>
  struct Unwrapped<std::optional<T>> {
    using Type = T;
    static constexpr bool nullable = true;
  };

  std::string bytes_;
  std::vector<Oid> types_;
  std::vector<Place> places_;
};

}  // namespace plaza::postgres
