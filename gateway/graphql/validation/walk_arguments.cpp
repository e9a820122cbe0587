// The rules about arguments and directives.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "gateway/graphql/schema/suggestions.hpp"
#include "gateway/graphql/validation/duplicates.hpp"
#include "gateway/graphql/validation/walk.hpp"

namespace plaza::graphql {
namespace {

const InputField* find(const std::vector<InputField>* known, std::string_view name) {
  if (known == nullptr) return nullptr;
  for (const auto& argument : *known) {
    if (argument.name == name) return &argument;
  }
  return nullptr;
}

bool is_given(const Argument* first, std::string_view name) {
  for (const auto& argument : each(first)) {
    if (argument.name.text == name) return true;
  }
  return false;
}

std::string suggest(const std::vector<InputField>& known, std::string_view wanted) {
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const auto& argument : known) names.emplace_back(argument.name);
  return did_you_mean(near_names(wanted, names));
}

}  // namespace

void Walk::field_arguments(const Selection& field, const Field* definition, const NamedType* parent) {
  arguments(field.arguments, definition == nullptr ? nullptr : &definition->arguments);
  if (definition == nullptr) return;
  for (const auto& argument : each(field.arguments)) {
    if (context_.full()) return;
    if (definition->argument(argument.name.text) != nullptr) continue;
    context_.complain(
        {argument.name.at},
        fmt::format("Unknown argument \"{}\" on field \"{}.{}\".{}", argument.name.text, parent->name, definition->name,
                    context_.shows_names() ? suggest(definition->arguments, argument.name.text) : ""));
  }
  for (const auto& argument : definition->arguments) {
    if (!argument.required() || is_given(field.arguments, argument.name)) continue;
    context_.complain({field.at},
                      fmt::format("Field \"{}\" argument \"{}\" of type \"{}\" is required, but it was not provided.",
                                  definition->name, argument.name, print(*argument.type)));
  }
}

void Walk::directives(const Directive* first, std::string_view location) {
  if (first == nullptr) return;
  std::map<std::string_view, Offset> seen;
  for (const auto& one : each(first)) {
    if (context_.full()) return;
    directive(one, location);
    const auto* const definition = context_.schema().directive(one.name.text);
    if (definition == nullptr || definition->repeatable) continue;
    const auto [before, is_first] = seen.emplace(one.name.text, one.at);
    if (is_first) continue;
    context_.complain({before->second, one.at},
                      fmt::format("The directive \"@{}\" can only be used once at this location.", one.name.text));
  }
}

void Walk::directive(const Directive& directive, std::string_view location) {
  const auto* const definition = context_.schema().directive(directive.name.text);
  arguments(directive.arguments, definition == nullptr ? nullptr : &definition->arguments);
  if (definition == nullptr) {
    return context_.complain({directive.at}, fmt::format("Unknown directive \"@{}\".", directive.name.text));
  }
  if (!std::ranges::count(definition->locations, location)) {
    context_.complain({directive.at},
                      fmt::format("Directive \"@{}\" may not be used on {}.", definition->name, location));
  }
  for (const auto& argument : each(directive.arguments)) {
    if (context_.full()) return;
    if (find(&definition->arguments, argument.name.text) != nullptr) continue;
    context_.complain(
        {argument.name.at},
        fmt::format("Unknown argument \"{}\" on directive \"@{}\".{}", argument.name.text, definition->name,
                    context_.shows_names() ? suggest(definition->arguments, argument.name.text) : ""));
  }
  for (const auto& argument : definition->arguments) {
    if (!argument.required() || is_given(directive.arguments, argument.name)) continue;
    context_.complain({directive.at},
                      fmt::format("Directive \"@{}\" argument \"{}\" of type \"{}\" is required, but it "
                                  "was not provided.",
                                  definition->name, argument.name, print(*argument.type)));
  }
}

void Walk::arguments(const Argument* first, const std::vector<InputField>* known) {
  if (first == nullptr) return;
  for_duplicates(
      first, [](const Argument& argument) -> const Name& { return argument.name; },
      [&](std::string_view name, std::vector<Offset> at) {
        context_.complain(std::move(at), fmt::format("There can be only one argument named \"{}\".", name));
      });
  for (const auto& argument : each(first)) {
    const auto* const definition = find(known, argument.name.text);
    Place place;
    if (definition != nullptr && definition->type->definition->is_input()) {
      place = {.type = definition->type, .has_default = !definition->default_value.is_absent()};
    }
    value(*argument.value, place, true);
  }
}

}  // namespace plaza::graphql
