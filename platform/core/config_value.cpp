#include "platform/core/config_value.hpp"

#include <charconv>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plaza::config {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

using Converted = std::expected<Setting, std::string>;

std::string wanted(const Target& target) {
  return std::visit(
      Overloaded{[](bool*) { return "true or false"; }, [](double*) { return "a number"; },
                 [](std::string*) { return "a text"; }, [](std::vector<std::string>*) { return "a list of texts"; },
                 [](auto*) { return "a whole number"; }},
      target);
}

Converted in_range(const Field& field, double value, Setting setting) {
  if (value >= field.range.min && value <= field.range.max) return setting;
  return std::unexpected(fmt::format("must be between {} and {}, not {}", field.range.min, field.range.max, value));
}

template <class Integer>
Converted integer(const Field& field, std::int64_t value) {
  if (!std::in_range<Integer>(value)) return std::unexpected(fmt::format("{} is out of range", value));
  return in_range(field, static_cast<double>(value), Setting{static_cast<Integer>(value)});
}

Converted word(const Field& field, const std::string& value) {
  if (!field.choices.empty() && std::ranges::find(field.choices, value) == field.choices.end()) {
    return std::unexpected(fmt::format("must be one of {}, not \"{}\"", fmt::join(field.choices, ", "), value));
  }
  if (field.check == nullptr) return Setting{value};
  if (auto fault = field.check(value); !fault.empty()) return std::unexpected(std::move(fault));
  return Setting{value};
}

Converted words(const Field& field, const std::vector<std::string>& values) {
  for (const auto& value : values) {
    if (auto one = word(field, value); !one) return one;
  }
  return Setting{values};
}

template <class T>
std::optional<T> parse_number(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  return out + '"';
}

}  // namespace

std::optional<Value> from_toml(const toml::node& node) {
  if (const auto* v = node.as_boolean()) return Value{v->get()};
  if (const auto* v = node.as_integer()) return Value{v->get()};
  if (const auto* v = node.as_floating_point()) return Value{v->get()};
  if (const auto* v = node.as_string()) return Value{v->get()};
  const auto* array = node.as_array();
  if (!array) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& element : *array) {
    const auto* text = element.as_string();
    if (!text) return std::nullopt;
    texts.push_back(text->get());
  }
  return Value{std::move(texts)};
}

std::optional<Value> from_text(const Target& target, const std::string& text) {
  const auto whole_number = [&]() -> std::optional<Value> {
    if (const auto number = parse_number<std::int64_t>(text)) return Value{*number};
    return std::nullopt;
  };
  return std::visit(
      Overloaded{[&](bool*) -> std::optional<Value> {
                   if (text == "true") return Value{true};
                   if (text == "false") return Value{false};
                   return std::nullopt;
                 },
                 [&](double*) -> std::optional<Value> {
                   if (const auto number = parse_number<double>(text)) return Value{*number};
                   return std::nullopt;
                 },
                 [&](std::string*) -> std::optional<Value> { return Value{text}; },
                 [&](std::vector<std::string>*) -> std::optional<Value> { return Value{split_list(text)}; },
                 [&](auto*) { return whole_number(); }},
      target);
}

Converted convert(const Field& field, const std::optional<Value>& value) {
  if (!value) return std::unexpected("must be " + wanted(field.target));
  const auto mismatch = [&]<class T>(T*, const auto&) -> Converted {
    return std::unexpected("must be " + wanted(field.target));
  };
  return std::visit(
      Overloaded{
          [](bool*, bool v) -> Converted { return Setting{v}; },
          [&](std::string*, const std::string& v) { return word(field, v); },
          [&](std::vector<std::string>*, const std::vector<std::string>& v) { return words(field, v); },
          [&](double*, double v) { return in_range(field, v, Setting{v}); },
          [&](double*, std::int64_t v) {
            return in_range(field, static_cast<double>(v), Setting{static_cast<double>(v)});
          },
          [&](milliseconds*, std::int64_t v) { return in_range(field, static_cast<double>(v), milliseconds{v}); },
          [&](std::int64_t*, std::int64_t v) { return integer<std::int64_t>(field, v); },
          [&](std::uint64_t*, std::int64_t v) { return integer<std::uint64_t>(field, v); },
          [&](std::uint32_t*, std::int64_t v) { return integer<std::uint32_t>(field, v); },
          [&](std::uint16_t*, std::int64_t v) { return integer<std::uint16_t>(field, v); },
          mismatch,
      },
      field.target, *value);
}

Setting get(const Target& target) {
  return std::visit([](const auto* value) { return Setting{*value}; }, target);
}

void set(const Target& target, const Setting& setting) {
  std::visit([&]<class T>(T* value) { *value = std::get<T>(setting); }, target);
}

std::string as_toml(const Field& field, const Setting& setting) {
  if (field.secret) return "\"(secret)\"";
  return std::visit(Overloaded{[](bool v) -> std::string { return v ? "true" : "false"; },
                               [](const std::string& v) { return quoted(v); },
                               [](milliseconds v) { return std::to_string(v.count()); },
                               [](const std::vector<std::string>& v) {
                                 std::vector<std::string> parts;
                                 parts.reserve(v.size());
                                 for (const auto& text : v) parts.push_back(quoted(text));
                                 return fmt::format("[{}]", fmt::join(parts, ", "));
                               },
                               [](const auto& v) { return fmt::format("{}", v); }},
                    setting);
}

}  // namespace plaza::config
