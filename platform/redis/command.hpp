#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "platform/core/byte_buffer.hpp"
#include "platform/redis/script.hpp"

namespace plaza::redis {

// What may become of a command when its connection is lost before the answer.
enum class Access : std::uint8_t {
  read,        // changes nothing: is sent again
  repeatable,  // a change that has the same effect and the same answer when it comes twice: is sent again
  once         // is sent once; whether it took effect may remain unknown
};

// A command or a call of a script, with its arguments as they go over the wire.
//
//   Command("HGETALL", Access::read, key)
//   Command(reserve, Access::repeatable, {station_key, person_key}, date, id)
class Command {
 public:
  // `name` is of static storage: it stands in metrics and spans.
  template <class... T>
  Command(std::string_view name, Access access, const T&... arguments) : name_(name), access_(access) {
    add(name);
    (add(arguments), ...);
  }
  // The script outlives the command.
  template <class... T>
  Command(const Script& script, Access access, std::initializer_list<std::string_view> keys, const T&... arguments)
      : Command(script, access, std::span(keys.begin(), keys.size()), arguments...) {}
  template <class... T>
  Command(const Script& script, Access access, std::span<const std::string_view> keys, const T&... arguments)
      : name_(script.name()), access_(access), script_(&script) {
    add("EVALSHA");
    add(script.digest());
    add(static_cast<std::int64_t>(keys.size()));
    for (const auto key : keys) add(key);
    (add(arguments), ...);
  }

  void add(std::string_view argument) {
    ++count_;
    append_length('$', argument.size());
    body_.append(argument).append("\r\n");
  }
  template <std::integral T>
  void add(T number) {
    char digits[24];
    const auto written = std::to_chars(digits, digits + sizeof(digits), number);
    add(std::string_view(digits, written.ptr));
  }

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] Access access() const { return access_; }
  // Null: it is no script.
  [[nodiscard]] const Script* script() const { return script_; }
  [[nodiscard]] std::size_t bytes() const { return body_.size(); }
  void write_to(ByteBuffer& out) const;

 private:
  void append_length(char kind, std::size_t length);

  std::string_view name_;
  Access access_;
  const Script* script_ = nullptr;
  std::size_t count_ = 0;
  std::string body_;
};

}  // namespace plaza::redis
