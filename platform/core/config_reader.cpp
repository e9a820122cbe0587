#include "platform/core/config_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/core/config_value.hpp"
#include "platform/core/nearest_name.hpp"

namespace plaza::config {
namespace {

std::string upper_with_underscores(std::string_view path) {
  std::string name = "PLAZA_";
  for (const char c : path) {
    if (c == '.') {
      name += "__";
    } else {
      name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
  }
  return name;
}

std::string no_option(std::string_view name, const std::vector<std::string>& known) {
  const auto nearest = nearest_name(name, known);
  return nearest ? fmt::format("is not an option; did you mean {}?", *nearest) : "is not an option";
}

}  // namespace

Reader::Reader(const Schema& schema, std::string_view file_name, Scope scope)
    : schema_(schema), file_name_(file_name), scope_(scope) {
  for (const auto& field : schema.fields()) {
    paths_.push_back(field.path);
    variables_.push_back(upper_with_underscores(field.path));
    if (field.live || scope == Scope::all_options) settable_.push_back(field.path);
  }
}

Result<void> Reader::read(std::string_view toml_text) {
  try {
    read_table(toml::parse(toml_text, file_name_), "");
    return {};
  } catch (const toml::parse_error& error) {
    return fail(Code::invalid_argument,
                fmt::format("{}:{}: {}", file_name_, error.source().begin.line, error.description()));
  }
}

void Reader::read_table(const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const auto path = prefix.empty() ? std::string(key.str()) : fmt::format("{}.{}", prefix, key.str());
    const auto* inner = node.as_table();
    if (inner && is_section(path)) {
      read_table(*inner, path);
    } else {
      read_value(path, node);
    }
  }
}

void Reader::read_value(const std::string& path, const toml::node& node) {
  const auto* field = schema_.find(path);
  if (!field) return report(path, node, no_option(path, settable_));
  if (scope_ == Scope::live_options && !field->live) {
    return report(path, node, "cannot be changed while the process runs; its place is the static file");
  }
  auto setting = convert(*field, from_toml(node));
  if (!setting) return report(path, node, setting.error());
  settings_.insert_or_assign(path, *std::move(setting));
}

void Reader::read_environment(const std::map<std::string, std::string>& environment) {
  for (const auto& [name, text] : environment) {
    const auto found = std::ranges::find(variables_, name);
    if (found == variables_.end()) {
      problems_.push_back({.pointer = name, .detail = no_option(name, variables_)});
      continue;
    }
    const auto& path = paths_[static_cast<std::size_t>(found - variables_.begin())];
    const auto& field = *schema_.find(path);
    auto setting = convert(field, from_text(field.target, text));
    if (setting) {
      settings_.insert_or_assign(path, *std::move(setting));
    } else {
      problems_.push_back({.pointer = name, .detail = setting.error()});
    }
  }
}

bool Reader::is_section(const std::string& path) const {
  return std::ranges::any_of(paths_, [&](const auto& known) { return known.starts_with(path + '.'); });
}

void Reader::report(const std::string& path, const toml::node& node, std::string_view problem) {
  problems_.push_back(
      {.pointer = path, .detail = fmt::format("{} ({}:{})", problem, file_name_, node.source().begin.line)});
}

Result<void> Reader::outcome() const {
  if (problems_.empty()) return {};
  std::string message = "the configuration is refused:";
  for (const auto& problem : problems_) message += fmt::format("\n  {} {}", problem.pointer, problem.detail);
  return std::unexpected(Error{.code = Code::invalid_argument, .message = std::move(message), .fields = problems_});
}

}  // namespace plaza::config
