#pragma once

#include "platform/http/server.hpp"

namespace plaza::http {

// Conditional reads: a 200 answer to GET or HEAD gets an ETag when it has none (a hash of its bytes), and becomes 304
// when If-None-Match holds its tag. A tag of the compressed form counts while the client still accepts that form.
// Streamed bodies are left alone. In a list of filters it stands behind Compression: it must see the body before that
// does.
class ConditionalReads final : public Filter {
 public:
  void after(const Request& request, Response& response) override;
  [[nodiscard]] bool repeats(const Request&) const override { return true; }
};

}  // namespace plaza::http
