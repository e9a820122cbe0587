#include "platform/core/config.hpp"

#include <charconv>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>
#include <unistd.h>

#include "platform/core/nearest_name.hpp"

namespace plaza::config {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

// A value as it came from a file or the environment, before it is known what the option wants.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;
using Problem = std::optional<std::string>;

std::string wanted(const Target& target) {
  return std::visit(
      Overloaded{[](bool*) { return "true or false"; }, [](double*) { return "a number"; },
                 [](std::string*) { return "a text"; }, [](std::vector<std::string>*) { return "a list of texts"; },
                 [](auto*) { return "a whole number"; }},
      target);
}

Problem check_range(const Field& field, double value) {
  if (value >= field.range.min && value <= field.range.max) return std::nullopt;
  return fmt::format("must be between {} and {}, not {}", field.range.min, field.range.max, value);
}

template <class Integer>
Problem assign_integer(Field& field, Integer& target, std::int64_t value) {
  if (!std::in_range<Integer>(value)) return fmt::format("{} is out of range", value);
  if (auto problem = check_range(field, static_cast<double>(value))) return problem;
  target = static_cast<Integer>(value);
  return std::nullopt;
}

Problem assign_text(Field& field, std::string& target, const std::string& value) {
  if (!field.choices.empty() && std::ranges::find(field.choices, value) == field.choices.end()) {
    return fmt::format("must be one of {}, not \"{}\"", fmt::join(field.choices, ", "), value);
  }
  target = value;
  return std::nullopt;
}

Problem assign(Field& field, const Value& value) {
  const auto mismatch = [&]<class T>(T*, const auto&) -> Problem { return "must be " + wanted(field.target); };
  return std::visit(Overloaded{
                        [&](bool* target, bool v) -> Problem { return *target = v, std::nullopt; },
                        [&](std::string* target, const std::string& v) { return assign_text(field, *target, v); },
                        [&](std::vector<std::string>* target, const std::vector<std::string>& v) -> Problem {
                          return *target = v, std::nullopt;
                        },
                        [&](double* target, double v) -> Problem {
                          if (auto problem = check_range(field, v)) return problem;
                          return *target = v, std::nullopt;
                        },
                        [&](double* target, std::int64_t v) -> Problem {
                          if (auto problem = check_range(field, static_cast<double>(v))) return problem;
                          return *target = static_cast<double>(v), std::nullopt;
                        },
                        [&](milliseconds* target, std::int64_t v) -> Problem {
                          std::int64_t count = 0;
                          if (auto problem = assign_integer(field, count, v)) return problem;
                          return *target = milliseconds{count}, std::nullopt;
                        },
                        [&](std::int64_t* target, std::int64_t v) { return assign_integer(field, *target, v); },
                        [&](std::uint64_t* target, std::int64_t v) { return assign_integer(field, *target, v); },
                        [&](std::uint32_t* target, std::int64_t v) { return assign_integer(field, *target, v); },
                        [&](std::uint16_t* target, std::int64_t v) { return assign_integer(field, *target, v); },
                        mismatch,
                    },
                    field.target, value);
}

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

// The environment knows only text; the option decides how it is read. A list is separated by commas.
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

std::string as_toml(const Field& field) {
  if (field.secret) return "\"(secret)\"";
  return std::visit(Overloaded{[](const bool* v) -> std::string { return *v ? "true" : "false"; },
                               [](const std::string* v) { return quoted(*v); },
                               [](const milliseconds* v) { return std::to_string(v->count()); },
                               [](const std::vector<std::string>* v) {
                                 std::vector<std::string> parts;
                                 for (const auto& text : *v) parts.push_back(quoted(text));
                                 return fmt::format("[{}]", fmt::join(parts, ", "));
                               },
                               [](const auto* v) { return fmt::format("{}", *v); }},
                    field.target);
}

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

std::string unknown(std::string_view name, const std::vector<std::string>& known) {
  const auto nearest = nearest_name(name, known);
  return nearest ? fmt::format("is not an option; did you mean {}?", *nearest) : "is not an option";
}

class Loader {
 public:
  Loader(Schema& schema, std::string_view file_name) : schema_(schema), file_name_(file_name) {
    for (const auto& field : schema.fields()) {
      paths_.push_back(field.path);
      variables_.push_back(upper_with_underscores(field.path));
    }
  }

  void read_table(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const auto path = prefix.empty() ? std::string(key.str()) : fmt::format("{}.{}", prefix, key.str());
      if (const auto* inner = node.as_table(); inner && !schema_.find(path)) {
        if (is_section(path)) {
          read_table(*inner, path);
        } else {
          report(path, node, unknown(path, paths_));
        }
        continue;
      }
      read_value(path, node);
    }
  }

  void read_environment(const std::map<std::string, std::string>& environment) {
    for (const auto& [name, text] : environment) {
      const auto found = std::ranges::find(variables_, name);
      if (found == variables_.end()) {
        problems_.push_back({.pointer = name, .detail = unknown(name, variables_)});
        continue;
      }
      auto& field = *schema_.find(paths_[static_cast<std::size_t>(found - variables_.begin())]);
      const auto value = from_text(field.target, text);
      const auto problem = value ? assign(field, *value) : Problem{"must be " + wanted(field.target)};
      if (problem) problems_.push_back({.pointer = name, .detail = *problem});
      field.source = Source::environment;
    }
  }

  std::vector<FieldError> problems() && { return std::move(problems_); }

 private:
  bool is_section(const std::string& path) const {
    return std::ranges::any_of(paths_, [&](const auto& known) { return known.starts_with(path + '.'); });
  }

  void read_value(const std::string& path, const toml::node& node) {
    auto* field = schema_.find(path);
    if (!field) return report(path, node, unknown(path, paths_));
    const auto value = from_toml(node);
    const auto problem = value ? assign(*field, *value) : Problem{"must be " + wanted(field->target)};
    if (problem) return report(path, node, *problem);
    field->source = Source::file;
  }

  void report(const std::string& path, const toml::node& node, std::string_view problem) {
    problems_.push_back(
        {.pointer = path, .detail = fmt::format("{} ({}:{})", problem, file_name_, node.source().begin.line)});
  }

  Schema& schema_;
  std::string file_name_;
  std::vector<std::string> paths_;
  std::vector<std::string> variables_;
  std::vector<FieldError> problems_;
};

}  // namespace

std::string_view to_string(Source source) {
  switch (source) {
    case Source::built_in:
      return "default";
    case Source::file:
      return "file";
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

Result<void> Schema::load(std::string_view toml_text, std::string_view file_name,
                          const std::map<std::string, std::string>& environment) {
  Loader loader(*this, file_name);
  try {
    loader.read_table(toml::parse(toml_text, file_name), "");
  } catch (const toml::parse_error& error) {
    return fail(Code::invalid_argument,
                fmt::format("{}:{}: {}", file_name, error.source().begin.line, error.description()));
  }
  loader.read_environment(environment);
  auto problems = std::move(loader).problems();
  if (problems.empty()) return {};
  std::string message = "the configuration is refused:";
  for (const auto& problem : problems) message += fmt::format("\n  {} {}", problem.pointer, problem.detail);
  return std::unexpected(
      Error{.code = Code::invalid_argument, .message = std::move(message), .fields = std::move(problems)});
}

std::string Schema::print() const {
  std::string out;
  std::string section;
  for (const auto& field : fields_) {
    const auto dot = field.path.rfind('.');
    const auto of = dot == std::string::npos ? std::string{} : field.path.substr(0, dot);
    if (of != section) {
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", of);
      section = of;
    }
    out += fmt::format("# {} ({})\n{} = {}\n", field.help, to_string(field.source), field.path.substr(dot + 1),
                       as_toml(field));
  }
  return out;
}

std::string Section::full(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

Section Section::section(std::string_view name) const {
  return Section(*schema_, full(name));
}

void Section::add(std::string_view name, Target target, std::string_view help, Range range) const {
  schema_->add({.path = full(name), .help = std::string(help), .target = target, .range = range, .choices = {}});
}

void Section::choice(std::string_view name, std::string& target, std::vector<std::string> choices,
                     std::string_view help) const {
  auto text = fmt::format("{}: {}", help, fmt::join(choices, ", "));
  schema_->add({.path = full(name), .help = text, .target = &target, .range = {}, .choices = std::move(choices)});
}

void Section::secret(std::string_view name, std::string& target, std::string_view help) const {
  schema_->add({.path = full(name), .help = std::string(help), .target = &target, .choices = {}, .secret = true});
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
