#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/graphql/execution/errors.hpp"
#include "gateway/graphql/execution/plan.hpp"
#include "gateway/graphql/execution/variables.hpp"
#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/validation/cost.hpp"
#include "gateway/graphql/validation/limits.hpp"

namespace plaza::graphql {

// An operation of a document that has been parsed and validated, with the plans that were made of it so far.
class PreparedOperation {
 public:
  PreparedOperation(const Schema& schema, const Document& document, const Operation& operation, Arena& types);

  [[nodiscard]] const Operation& operation() const { return operation_; }
  [[nodiscard]] const std::vector<VariableType>& variables() const { return variables_; }
  [[nodiscard]] const CostModel& cost() const { return cost_; }
  // How to execute it with these variables; a plan is shared by all requests whose variables let it do the same.
  std::shared_ptr<const Plan> plan(const VariableValues& variables);

 private:
  static constexpr std::size_t plans_max = 8;

  struct Known {
    std::string conditions;
    std::shared_ptr<const Plan> plan;
  };

  const Schema& schema_;
  const Document& document_;
  const Operation& operation_;
  std::vector<VariableType> variables_;
  std::vector<std::string_view> condition_variables_;
  CostModel cost_;
  std::vector<Known> plans_;
};

struct PreparedDocument {
  std::unique_ptr<Document> document;
  Arena types;
  std::list<PreparedOperation> operations;
};

struct PrepareOptions {
  ParseLimits parse{};
  QueryLimits limits{};
  ValidationOptions validation{};
  bool introspection = true;
};

// Parses, validates and checks the limits; all errors of the first of these that fails.
std::expected<std::shared_ptr<PreparedDocument>, std::vector<RequestError>> prepare(const Schema& schema,
                                                                                    std::string_view query,
                                                                                    const PrepareOptions& options);

// Documents found by the hash of their text; those that nobody asks for any more leave first. Holds valid ones only,
// and belongs to one worker.
class DocumentCache {
 public:
  DocumentCache(std::size_t entries_max, std::size_t bytes_max) : entries_max_(entries_max), bytes_max_(bytes_max) {}

  // Fast rather than secret: who tries can find two texts that share it, so find() looks at the text as well.
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Key&) const = default;
  };
  static Key key(std::string_view query);

  std::shared_ptr<PreparedDocument> find(const Key& key, std::string_view query);
  // Takes the place of another text with this key.
  void add(const Key& key, std::shared_ptr<PreparedDocument> document);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Key key;
    std::size_t bytes;
    std::shared_ptr<PreparedDocument> document;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.low); }
  };

  void remove(std::list<Entry>::iterator entry);

  std::size_t entries_max_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the one last asked for first
  std::unordered_map<Key, std::list<Entry>::iterator, Hash> places_;
};

}  // namespace plaza::graphql
