#include "platform/http/router.hpp"

#include <algorithm>
#include <array>
#include <forward_list>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/http/percent.hpp"

namespace plaza::http {
namespace {

// A path with more segments than this matches nothing; templates are far shorter.
constexpr std::size_t segments_max = 32;

enum class Kind : std::uint8_t { fixed, parameter, rest };

struct Segment {
  Kind kind;
  std::string text;  // of a fixed segment; the name of a parameter
};

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
  throw std::logic_error(fmt::format("route \"{}\": {}", path, why));
}

bool valid_parameter_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Segment parse_segment(std::string_view path, std::string_view text, bool last) {
  if (!text.starts_with('{')) {
    if (text.find_first_of("{}?#%") != std::string_view::npos)
      refuse(path, "a fixed segment holds a special character");
    if (text.empty() && !last) refuse(path, "an empty segment");
    return {Kind::fixed, std::string(text)};
  }
  if (!text.ends_with('}')) refuse(path, "a parameter takes a whole segment");
  auto name = text.substr(1, text.size() - 2);
  const bool rest = name.ends_with("...");
  if (rest) name.remove_suffix(3);
  if (!valid_parameter_name(name)) refuse(path, "a parameter's name consists of letters, digits and underscores");
  if (rest && !last) refuse(path, "only the last segment may take the rest");
  return {rest ? Kind::rest : Kind::parameter, std::string(name)};
}

std::vector<Segment> parse_template(std::string_view path) {
  if (!path.starts_with('/')) refuse(path, "a template begins with a slash");
  std::vector<Segment> segments;
  auto rest = path.substr(1);
  while (true) {
    const auto slash = rest.find('/');
    const bool last = slash == std::string_view::npos;
    segments.push_back(parse_segment(path, rest.substr(0, slash), last));
    if (last) break;
    rest.remove_prefix(slash + 1);
  }
  if (segments.size() > segments_max) refuse(path, "too many segments");
  return segments;
}

// A request path's segments, decoded.
class Segments {
 public:
  // False for a path that must not be interpreted: with broken encodings, dot segments, or slashes hidden in an
  // encoding (to a proxy that decodes them they would mean another resource).
  bool parse(std::string_view path) {
    if (!path.starts_with('/')) return false;
    auto rest = path.substr(1);
    while (true) {
      const auto slash = rest.find('/');
      if (!add(rest.substr(0, slash))) return false;
      if (slash == std::string_view::npos) return true;
      rest.remove_prefix(slash + 1);
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const { return segments_[index]; }

 private:
  bool add(std::string_view segment) {
    if (size_ == segments_max) return false;
    if (!percent_free(segment)) {
      auto decoded = percent_decode(segment);
      if (!decoded || decoded->find_first_of("/\\") != std::string::npos) return false;
      segment = decoded_.emplace_front(std::move(*decoded));
    }
    if (segment == "." || segment == "..") return false;
    segments_[size_++] = segment;
    return true;
  }

  std::array<std::string_view, segments_max> segments_;
  std::size_t size_ = 0;
  std::forward_list<std::string> decoded_;  // what segments_ points into where something had to be undone
};

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::map<Method, Route> routes;

  // GET serves HEAD as well.
  [[nodiscard]] const Route* route(Method method) const {
    auto found = routes.find(method);
    if (found == routes.end() && method == Method::head) found = routes.find(Method::get);
    return found == routes.end() ? nullptr : &found->second;
  }

  Node& child(const Segment& segment) {
    auto& slot = segment.kind == Kind::fixed ? fixed[segment.text] : segment.kind == Kind::parameter ? parameter : rest;
    if (!slot) slot = std::make_unique<Node>();
    return *slot;
  }
};

namespace {

// Walks the trie for one request: fixed segments first, and back when they lead nowhere.
template <class Node>
class Search {
 public:
  Search(Method method, const Segments& segments) : method_(method), segments_(segments) {}

  bool visit(const Node& node, std::size_t depth) {
    if (depth == segments_.size()) return arrive(node);
    const auto segment = segments_[depth];
    if (const auto next = node.fixed.find(segment); next != node.fixed.end() && visit(*next->second, depth + 1)) {
      return true;
    }
    if (node.parameter && !segment.empty()) {
      match.parameters.emplace_back(segment);
      if (visit(*node.parameter, depth + 1)) return true;
      match.parameters.pop_back();
    }
    if (!node.rest) return false;
    match.parameters.push_back(join(depth));
    if (arrive(*node.rest)) return true;
    match.parameters.pop_back();
    return false;
  }

  Match match;
  std::vector<Method> known;  // methods of the nodes that the path leads to

 private:
  bool arrive(const Node& node) {
    match.route = node.route(method_);
    if (match.route != nullptr) return true;
    for (const auto& [method, route] : node.routes) known.push_back(method);
    return false;
  }

  [[nodiscard]] std::string join(std::size_t depth) const {
    std::string joined(segments_[depth]);
    for (auto i = depth + 1; i < segments_.size(); ++i) {
      joined += '/';
      joined += segments_[i];
    }
    return joined;
  }

  Method method_;
  const Segments& segments_;
};

std::string allow_list(std::vector<Method> methods) {
  if (methods.empty()) return {};
  if (std::ranges::find(methods, Method::get) != methods.end()) methods.push_back(Method::head);
  methods.push_back(Method::options);
  std::vector<std::string_view> names;
  names.reserve(methods.size());
  for (const auto method : methods) names.emplace_back(beast::http::to_string(method));
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  Node* node = root_.get();
  for (const auto& segment : parse_template(route.path)) node = &node->child(segment);
  const auto method = route.method;
  if (node->routes.contains(method)) {
    refuse(route.path, fmt::format("{} is there already", beast::http::to_string(method)));
  }
  node->routes.emplace(method, std::move(route));
}

Match Router::match(Method method, std::string_view path) const {
  Segments segments;
  if (!segments.parse(path)) return {};
  Search<Node> search(method, segments);
  if (!search.visit(*root_, 0)) search.match.allowed = allow_list(std::move(search.known));
  return std::move(search.match);
}

}  // namespace plaza::http
