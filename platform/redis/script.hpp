#pragma once

#include <string>
#include <string_view>

namespace plaza::redis {

// A Lua script: one atomic step on the server. Each connection teaches it to the server before its first call, and
// again when the server has forgotten it.
class Script {
 public:
  // `name` is of static storage: it stands in metrics and spans.
  Script(std::string_view name, std::string text);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  // SHA-1 of the text, in hexadecimal: how the server knows it.
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  std::string_view name_;
  std::string text_;
  std::string digest_;
};

}  // namespace plaza::redis
