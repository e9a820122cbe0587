#include "gateway/graphql/validation/context.hpp"

namespace plaza::graphql {

ValidationContext::ValidationContext(const Schema& schema, const Document& document, const ValidationOptions& options)
    : operations(document.operations.size()),
      fragments(document.fragments.size()),
      schema_(schema),
      document_(document),
      options_(options) {
  for (auto i = document.fragments.size(); i-- > 0;) {
    fragment_names_.add(document.fragments[i].name.text, static_cast<std::uint32_t>(i));
  }
}

const Fragment* ValidationContext::fragment(std::string_view name) const {
  const auto number = fragment_names_.find(name);
  return number == NameTable::none ? nullptr : &document_.fragments[number];
}

void ValidationContext::complain(std::vector<Offset> at, std::string message, std::string_view limit) {
  if (full_) return;
  full_ = errors_.size() >= options_.errors_max;
  if (full_) {
    errors_.push_back({.message = "Too many validation errors, error limit reached. Validation aborted.", .at = {}});
  } else {
    errors_.push_back({.message = std::move(message), .at = std::move(at), .limit = limit});
  }
}

}  // namespace plaza::graphql
