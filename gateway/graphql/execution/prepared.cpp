#include "gateway/graphql/execution/prepared.hpp"

#include <algorithm>

#include <xxhash.h>

namespace plaza::graphql {
namespace {

// What a plan and the rest take for each byte of a document, roughly.
constexpr std::size_t bytes_per_source_byte = 24;

RequestError to_request_error(const ValidationError& error, std::string_view source) {
  RequestError out{.message = error.message, .limit = error.limit};
  for (const auto at : error.at) out.locations.push_back(locate(source, at));
  return out;
}

std::vector<RequestError> to_request_errors(const std::vector<ValidationError>& errors, std::string_view source) {
  std::vector<RequestError> out;
  out.reserve(errors.size());
  for (const auto& error : errors) out.push_back(to_request_error(error, source));
  return out;
}

bool asks_for_schema(const SelectionSet& set) {
  for (const auto& selection : each(set.first)) {
    if (selection.kind == SelectionKind::field &&
        (selection.name.text == "__schema" || selection.name.text == "__type")) {
      return true;
    }
    if (selection.selections != nullptr && asks_for_schema(*selection.selections)) return true;
  }
  return false;
}

bool asks_for_schema(const Document& document) {
  const auto asks = [](const auto& definition) { return asks_for_schema(*definition.selections); };
  return std::ranges::any_of(document.operations, asks) || std::ranges::any_of(document.fragments, asks);
}

}  // namespace

PreparedOperation::PreparedOperation(const Schema& schema, const Document& document, const Operation& operation,
                                     Arena& types)
    : schema_(schema),
      document_(document),
      operation_(operation),
      condition_variables_(condition_variables(document, operation)),
      cost_(schema, document, operation) {
  for (const auto& definition : each(operation.variables)) {
    variables_.push_back({&definition, schema.type_of(*definition.type, types)});
  }
}

std::shared_ptr<const Plan> PreparedOperation::plan(const VariableValues& variables) {
  std::string conditions;
  VariableValues values;
  for (const auto name : condition_variables_) {
    const auto* const value = variables.find(name);
    const bool truth = value != nullptr && value->as_boolean();
    conditions += truth ? '1' : '0';
    values.set(name, InputValue::boolean(truth));
  }
  for (const auto& known : plans_) {
    if (known.conditions == conditions) return known.plan;
  }
  auto made = std::make_shared<const Plan>(schema_, document_, operation_, std::move(values));
  if (plans_.size() < plans_max) plans_.push_back({std::move(conditions), made});
  return made;
}

std::expected<std::shared_ptr<PreparedDocument>, std::vector<RequestError>> prepare(const Schema& schema,
                                                                                    std::string_view query,
                                                                                    const PrepareOptions& options) {
  auto document = parse(query, options.parse);
  if (!document) {
    const auto& error = document.error();
    return std::unexpected(std::vector{
        RequestError{.message = error.message, .locations = {locate(query, error.at)}, .limit = error.limit}});
  }
  const auto validated = validate(schema, **document, options.validation);
  if (!validated.errors.empty()) return std::unexpected(to_request_errors(validated.errors, query));
  const auto exceeded = check_limits(**document, validated.fragment_order, options.limits);
  if (!exceeded.empty()) return std::unexpected(to_request_errors(exceeded, query));
  if (!options.introspection && asks_for_schema(**document)) {
    return std::unexpected(std::vector{RequestError{
        .message = "Introspection is switched off here.", .code = Code::permission_denied, .limit = "introspection"}});
  }
  auto prepared = std::make_shared<PreparedDocument>();
  prepared->document = std::move(*document);
  for (const auto& operation : prepared->document->operations) {
    if (schema.root(operation.kind) == nullptr) continue;
    prepared->operations.emplace_back(schema, *prepared->document, operation, prepared->types);
  }
  return prepared;
}

DocumentCache::Key DocumentCache::key(std::string_view query) {
  const auto hash = XXH3_128bits(query.data(), query.size());
  return {.low = hash.low64, .high = hash.high64};
}

std::shared_ptr<PreparedDocument> DocumentCache::find(const Key& key, std::string_view query) {
  const auto place = places_.find(key);
  if (place == places_.end() || place->second->document->document->source != query) return nullptr;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->document;
}

void DocumentCache::add(const Key& key, std::shared_ptr<PreparedDocument> document) {
  if (entries_max_ == 0) return;
  if (const auto place = places_.find(key); place != places_.end()) remove(place->second);
  const auto bytes = document->document->arena.bytes() + bytes_per_source_byte * document->document->source.size();
  entries_.push_front({.key = key, .bytes = bytes, .document = std::move(document)});
  places_.emplace(key, entries_.begin());
  bytes_ += bytes;
  while (entries_.size() > entries_max_ || (bytes_ > bytes_max_ && entries_.size() > 1)) {
    remove(std::prev(entries_.end()));
  }
}

void DocumentCache::remove(std::list<Entry>::iterator entry) {
  bytes_ -= entry->bytes;
  places_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace plaza::graphql
