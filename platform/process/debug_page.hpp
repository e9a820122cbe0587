#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "platform/http/router.hpp"

namespace plaza {

// One part of the page.
struct DebugSection {
  std::string key;    // its name in the JSON form: "channels"
  std::string title;  // "Channels"
  std::string doc;    // what one sees there, in a sentence; text
  // A list of objects (a table), an object (names and values), or a single value. Runs on the background worker while
  // everything else goes on, so what it reads is thread-safe.
  std::function<boost::json::value()> content;
};

// What a process is doing, for a person who wants to know now: /debug as HTML without script and without any outside
// address, /debug.json as JSON. Parts of a process add what they can tell, before serve().
class DebugPage {
 public:
  explicit DebugPage(std::string title) : title_(std::move(title)) {}

  void add(DebugSection section) { sections_.push_back(std::move(section)); }
  // GET /debug, which gives JSON to whoever asks for that and not for HTML, and GET /debug.json.
  void add_routes(http::Router& router) const;

  [[nodiscard]] std::string html() const;
  [[nodiscard]] std::string json() const;

 private:
  std::string title_;
  std::vector<DebugSection> sections_;
};

}  // namespace plaza
