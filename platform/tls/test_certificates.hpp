#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace plaza::tls::testing {

// A certificate and its key, as PEM.
struct Issued {
  std::string certificate;
  std::string key;
};

// What a certificate says.
struct Wish {
  std::vector<std::string> names;  // DNS
  std::chrono::seconds age{60};    // since it began
  std::chrono::seconds life{3'600};
};

// An authority of a test's own, with keys made on the spot (P-256).
class Authority {
 public:
  explicit Authority(const std::string& name);

  // PEM, for those who trust it.
  [[nodiscard]] const std::string& certificate() const { return own_.certificate; }
  [[nodiscard]] Issued issue(const Wish& wish) const;

 private:
  Issued own_;
};

}  // namespace plaza::tls::testing
