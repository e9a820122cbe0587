#include "platform/core/config.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "platform/core/config_reader.hpp"
#include "platform/core/config_value.hpp"

namespace plaza::config {

std::string_view to_string(Source source) {
  switch (source) {
    case Source::built_in:
      return "default";
    case Source::file:
      return "file";
    case Source::dynamic_file:
      return "dynamic file";
    case Source::environment:
      return "environment";
  }
  return "unknown";
}

Field& Schema::add(Field field) {
  if (find(field.path)) throw std::logic_error("option described twice: " + field.path);
  fields_.push_back(std::move(field));
  return fields_.back();
}

Field* Schema::find(std::string_view path) {
  const auto found = std::ranges::find(fields_, path, &Field::path);
  return found == fields_.end() ? nullptr : &*found;
}

const Field* Schema::find(std::string_view path) const {
  const auto found = std::ranges::find(fields_, path, &Field::path);
  return found == fields_.end() ? nullptr : &*found;
}

Result<void> Schema::load(std::string_view toml_text, std::string_view file_name,
                          const std::map<std::string, std::string>& environment) {
  const auto store = [this](const Settings& settings, Source source) {
    for (const auto& [path, setting] : settings) {
      auto& field = *find(path);
      set(field.target, setting);
      field.source = source;
    }
  };
  Reader reader(*this, file_name, Reader::Scope::all_options);
  if (auto read = reader.read(toml_text); !read) return read;
  store(reader.take_settings(), Source::file);
  reader.read_environment(environment);
  store(reader.take_settings(), Source::environment);
  return reader.outcome();
}

Result<Settings> Schema::read_live(std::string_view toml_text, std::string_view file_name) const {
  Reader reader(*this, file_name, Reader::Scope::live_options);
  if (auto read = reader.read(toml_text); !read) return std::unexpected(std::move(read).error());
  if (auto outcome = reader.outcome(); !outcome) return std::unexpected(std::move(outcome).error());
  return reader.take_settings();
}

std::vector<Entry> Schema::entries() const {
  std::vector<Entry> all;
  all.reserve(fields_.size());
  for (const auto& field : fields_) {
    all.push_back({.path = field.path,
                   .help = field.help,
                   .value = as_toml(field, get(field.target)),
                   .source = field.source,
                   .live = field.live});
  }
  return all;
}

std::string print(const std::vector<Entry>& entries) {
  std::string out;
  std::string section;
  for (const auto& entry : entries) {
    const auto dot = entry.path.rfind('.');
    const auto of = dot == std::string::npos ? std::string{} : entry.path.substr(0, dot);
    if (of != section) {
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", of);
      section = of;
    }
    out += fmt::format("# {} ({}{})\n{} = {}\n", entry.help, to_string(entry.source), entry.live ? ", live" : "",
                       entry.path.substr(dot + 1), entry.value);
  }
  return out;
}

std::string Section::full(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

Section Section::section(std::string_view name) const {
  return {*schema_, full(name), live_};
}

void Section::add(std::string_view name, Field field) const {
  field.path = full(name);
  field.live = live_;
  schema_->add(std::move(field));
}

void Section::add(std::string_view name, Target target, std::string_view help, Range range) const {
  add(name, Field{.path = {}, .help = std::string(help), .target = target, .range = range});
}

void Section::choice(std::string_view name, std::string& target, std::vector<std::string> choices,
                     std::string_view help) const {
  auto text = fmt::format("{}: {}", help, fmt::join(choices, ", "));
  add(name, Field{.path = {}, .help = std::move(text), .target = &target, .choices = std::move(choices)});
}

void Section::checked(std::string_view name, std::string& target, std::string_view help, Check check) const {
  add(name, Field{.path = {}, .help = std::string(help), .target = &target, .check = check});
}

void Section::checked(std::string_view name, std::vector<std::string>& target, std::string_view help,
                      Check each) const {
  add(name, Field{.path = {}, .help = std::string(help), .target = &target, .check = each});
}

void Section::secret(std::string_view name, std::string& target, std::string_view help) const {
  add(name, Field{.path = {}, .help = std::string(help), .target = &target, .secret = true});
}

std::map<std::string, std::string> environment_overrides() {
  std::map<std::string, std::string> overrides;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = line.substr(0, equals);
    if (name.starts_with("PLAZA_") && name.contains("__")) overrides.emplace(name, line.substr(equals + 1));
  }
  return overrides;
}

}  // namespace plaza::config
