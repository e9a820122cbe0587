#include "gateway/graphql/execution/errors.hpp"

namespace plaza::graphql {
namespace {

// Errors of these codes tell clients nothing: their words are about our inside.
bool is_internal(Code code) {
  return code == Code::internal || code == Code::unknown || code == Code::data_loss;
}

void append_locations(Output& out, const std::vector<Location>& locations) {
  if (locations.empty()) return;
  out.append(R"(,"locations":[)");
  for (std::size_t i = 0; i < locations.size(); ++i) {
    if (i > 0) out.put(',');
    out.append(R"({"line":)");
    out.integer(locations[i].line);
    out.append(R"(,"column":)");
    out.integer(locations[i].column);
    out.put('}');
  }
  out.put(']');
}

void append_path(Output& out, const PathStep* last) {
  std::vector<const PathStep*> steps;
  for (const auto* step = last; step != nullptr; step = step->parent) steps.push_back(step);
  out.append(R"(,"path":[)");
  for (auto i = steps.size(); i-- > 0;) {
    if (steps[i]->name.empty()) {
      out.integer(steps[i]->index);
    } else {
      out.string(steps[i]->name);
    }
    if (i > 0) out.put(',');
  }
  out.put(']');
}

void append_member(Output& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out.append(key);
  out.string(value);
}

}  // namespace

void append_error(Output& out, const RequestError& error) {
  out.append(R"({"message":)");
  out.string(error.message);
  append_locations(out, error.locations);
  append_member(out, R"(,"extensions":{"code":)", to_string(error.code));
  append_member(out, R"(,"reason":)", error.reason);
  append_member(out, R"(,"limit":)", error.limit);
  out.append("}}");
}

void append_error(Output& out, const Error& error, const std::vector<Location>& locations, const PathStep* path) {
  out.append(R"({"message":)");
  out.string(is_internal(error.code) ? std::string_view("Something went wrong inside.") : error.message);
  append_locations(out, locations);
  append_path(out, path);
  append_member(out, R"(,"extensions":{"code":)", to_string(error.code));
  append_member(out, R"(,"reason":)", error.reason);
  if (!error.fields.empty()) {
    out.append(R"(,"fields":[)");
    for (std::size_t i = 0; i < error.fields.size(); ++i) {
      out.append(i > 0 ? R"(,{"pointer":)" : R"({"pointer":)");
      out.string(error.fields[i].pointer);
      out.append(R"(,"detail":)");
      out.string(error.fields[i].detail);
      out.put('}');
    }
    out.put(']');
  }
  if (error.retry_after) {
    out.append(R"(,"retryAfterMs":)");
    out.integer(error.retry_after->count());
  }
  out.append("}}");
}

std::string errors_document(const std::vector<RequestError>& errors) {
  Output out;
  out.append(R"({"errors":[)");
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (i > 0) out.put(',');
    append_error(out, errors[i]);
  }
  out.append("]}");
  return out.take();
}

}  // namespace plaza::graphql
