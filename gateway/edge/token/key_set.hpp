#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/edge/token/verification_key.hpp"
#include "platform/core/error.hpp"

namespace plaza::gateway::token {

inline constexpr std::size_t key_file_bytes_max = 256UL * 1024;
inline constexpr std::size_t keys_max = 100;

// The keys of one JWKS file (RFC 7517, 5). Immutable; all workers read the same one.
class KeySet {
 public:
  // Nothing is verified by it.
  KeySet() = default;

  // Errors (invalid_argument) name the key and what is wrong with it. A file without any key of use is an error: it is
  // more likely the wrong file than the wish to refuse everyone.
  static Result<KeySet> parse(std::string_view text, const AlgorithmSet& accepted);

  // The key with this `kid`; without one the only key of the algorithm. Nothing otherwise: keys are never tried in
  // turn.
  [[nodiscard]] const VerificationKey* find(std::optional<std::string_view> id, Algorithm algorithm) const;

  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  // One sentence for each key of the file that was passed over.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Entry {
    std::optional<std::string> id;
    VerificationKey key;
  };
  Result<void> add(std::optional<std::string> id, VerificationKey key);

  std::vector<Entry> keys_;
  std::vector<std::string> notes_;
};

}  // namespace plaza::gateway::token
