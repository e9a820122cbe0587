#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plaza::redis {

// What Redis answers (RESP2). Reading it as what it is not gives nothing: a caller that needs a number says what
// happens when there is none.
class Reply {
 public:
  // An error inside of a list; as a whole answer it is an Error.
  struct Refusal {
    std::string text;  // "WRONGTYPE Operation against a key holding the wrong kind of value"
    bool operator==(const Refusal&) const = default;
  };
  using List = std::vector<Reply>;

  Reply() = default;
  explicit Reply(std::int64_t number) : value_(number) {}
  explicit Reply(std::string text) : value_(std::move(text)) {}
  explicit Reply(List list) : value_(std::move(list)) {}
  explicit Reply(Refusal refusal) : value_(std::move(refusal)) {}

  [[nodiscard]] bool nil() const { return std::holds_alternative<std::monostate>(value_); }
  [[nodiscard]] std::optional<std::int64_t> number() const {
    const auto* held = std::get_if<std::int64_t>(&value_);
    return held == nullptr ? std::nullopt : std::optional(*held);
  }
  // A string or a status ("OK"). Lives as long as the reply.
  [[nodiscard]] std::optional<std::string_view> text() const {
    const auto* held = std::get_if<std::string>(&value_);
    return held == nullptr ? std::nullopt : std::optional<std::string_view>(*held);
  }
  // Empty for what is no list.
  [[nodiscard]] std::span<const Reply> list() const {
    const auto* held = std::get_if<List>(&value_);
    return held == nullptr ? std::span<const Reply>() : std::span<const Reply>(*held);
  }
  [[nodiscard]] List* mutable_list() { return std::get_if<List>(&value_); }
  [[nodiscard]] const std::string* refusal() const {
    const auto* held = std::get_if<Refusal>(&value_);
    return held == nullptr ? nullptr : &held->text;
  }

  bool operator==(const Reply&) const = default;

 private:
  std::variant<std::monostate, std::int64_t, std::string, List, Refusal> value_;
};

}  // namespace plaza::redis
