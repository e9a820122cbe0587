#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "platform/core/config.hpp"

// Values on their way into options. For the files of this folder that read configuration.
namespace plaza::config {

// A value as it came from a file or the environment, before it is known what the option wants.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

// Nothing for what no option can hold: tables, dates, lists of other things than texts.
std::optional<Value> from_toml(const toml::node& node);
// The environment knows only text; the option decides how it is read. A list is separated by commas.
std::optional<Value> from_text(const Target& target, const std::string& text);

// What the option would hold, or why it does not take the value: the wrong kind, out of range, none of its words.
std::expected<Setting, std::string> convert(const Field& field, const std::optional<Value>& value);

[[nodiscard]] Setting get(const Target& target);
// `setting` is of the target's kind.
void set(const Target& target, const Setting& setting);

// As TOML; a secret is masked.
std::string as_toml(const Field& field, const Setting& setting);

}  // namespace plaza::config
