#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/uuid.hpp"

// How C++ values travel as PostgreSQL's binary parameters and columns
// (https://www.postgresql.org/docs/15/protocol-overview.html, src/backend/utils/adt/*send, *recv).
namespace plaza::postgres {

using Oid = std::uint32_t;

// A column of bytes, as distinct from text. What it refers to outlives it.
struct Bytea {
  std::string_view bytes;

  bool operator==(const Bytea&) const = default;
};

// A document of type jsonb, as its text.
struct Json {
  std::string_view text;

  bool operator==(const Json&) const = default;
};

namespace wire {

template <class Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  std::array<char, sizeof(value)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(value));
  out.append(bytes.data(), bytes.size());
}

// `bytes` has at least the size of the value.
template <class Unsigned>
Unsigned read_big_endian(std::string_view bytes) {
  Unsigned value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

// Microseconds between the Unix epoch and PostgreSQL's, 2000-01-01.
inline constexpr std::int64_t epoch_us = 946'684'800'000'000;

}  // namespace wire

// What is known of a C++ type: the type of a parameter of it, that of an array of them, the column types it reads, and
// how it is written and read. `read` is given a value of a type it takes, of a size that `size_is_right` accepted.
template <class T>
struct Wire;

template <class Signed, Oid Type, Oid Array>
struct IntegerWire {
  static constexpr Oid type = Type;
  static constexpr Oid array_type = Array;
  static bool takes(Oid column) { return column == Type; }
  static bool size_is_right(std::size_t bytes) { return bytes == sizeof(Signed); }
  static void write(std::string& out, Signed value) {
    wire::append_big_endian(out, static_cast<std::make_unsigned_t<Signed>>(value));
  }
  static Signed read(std::string_view bytes, Oid) {
    return static_cast<Signed>(wire::read_big_endian<std::make_unsigned_t<Signed>>(bytes));
  }
};

template <>
struct Wire<std::int16_t> : IntegerWire<std::int16_t, 21, 1005> {};
template <>
struct Wire<std::int32_t> : IntegerWire<std::int32_t, 23, 1007> {};
template <>
struct Wire<std::int64_t> : IntegerWire<std::int64_t, 20, 1016> {};

template <>
struct Wire<bool> {
  static constexpr Oid type = 16;
  static constexpr Oid array_type = 1000;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t bytes) { return bytes == 1; }
  static void write(std::string& out, bool value) { out += value ? '\1' : '\0'; }
  static bool read(std::string_view bytes, Oid) { return bytes[0] != '\0'; }
};

template <>
struct Wire<double> {
  static constexpr Oid type = 701;
  static constexpr Oid array_type = 1022;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t bytes) { return bytes == sizeof(double); }
  static void write(std::string& out, double value) {
    wire::append_big_endian(out, std::bit_cast<std::uint64_t>(value));
  }
  static double read(std::string_view bytes, Oid) {
    return std::bit_cast<double>(wire::read_big_endian<std::uint64_t>(bytes));
  }
};

// A view of a column is valid as long as the rows it came from.
template <>
struct Wire<std::string_view> {
  static constexpr Oid type = 25;
  static constexpr Oid array_type = 1009;
  static constexpr Oid name = 19;
  static constexpr Oid json = 114;
  static constexpr Oid character = 1042;
  static constexpr Oid varying = 1043;
  static bool takes(Oid column) {
    return column == type || column == varying || column == name || column == json || column == character;
  }
  static bool size_is_right(std::size_t) { return true; }
  static void write(std::string& out, std::string_view value) { out += value; }
  static std::string_view read(std::string_view bytes, Oid) { return bytes; }
};

template <>
struct Wire<std::string> : Wire<std::string_view> {
  static std::string read(std::string_view bytes, Oid) { return std::string(bytes); }
};

template <>
struct Wire<Bytea> {
  static constexpr Oid type = 17;
  static constexpr Oid array_type = 1001;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t) { return true; }
  static void write(std::string& out, Bytea value) { out += value.bytes; }
  static Bytea read(std::string_view bytes, Oid) { return {bytes}; }
};

// One byte of version goes before the text.
template <>
struct Wire<Json> {
  static constexpr Oid type = 3802;
  static constexpr Oid array_type = 3807;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t bytes) { return bytes >= 1; }
  static void write(std::string& out, Json value) { (out += '\1') += value.text; }
  static Json read(std::string_view bytes, Oid) { return {bytes.substr(1)}; }
};

template <>
struct Wire<Uuid> {
  static constexpr Oid type = 2950;
  static constexpr Oid array_type = 2951;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t bytes) { return bytes == 16; }
  static void write(std::string& out, const Uuid& value) {
    for (const auto byte : value.bytes()) out += static_cast<char>(byte);
  }
  static Uuid read(std::string_view bytes, Oid) {
    std::array<std::uint8_t, 16> id;
    std::memcpy(id.data(), bytes.data(), id.size());
    return Uuid(id);
  }
};

// timestamptz; what PostgreSQL knows more finely than milliseconds is cut.
template <>
struct Wire<SystemTime> {
  static constexpr Oid type = 1184;
  static constexpr Oid array_type = 1185;
  static bool takes(Oid column) { return column == type; }
  static bool size_is_right(std::size_t bytes) { return bytes == sizeof(std::int64_t); }
  static void write(std::string& out, SystemTime value) {
    Wire<std::int64_t>::write(out, value.time_since_epoch().count() * 1'000 - wire::epoch_us);
  }
  static SystemTime read(std::string_view bytes, Oid) {
    const auto since_2000 = std::chrono::microseconds(Wire<std::int64_t>::read(bytes, type));
    return std::chrono::floor<milliseconds>(SystemTime{milliseconds{wire::epoch_us / 1'000}} + since_2000);
  }
};

}  // namespace plaza::postgres
