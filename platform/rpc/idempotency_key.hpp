#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"

// Idempotency keys of requests: the same key of the same caller with the same request gives the same answer, once and
// for all; with another request it is refused. The service keeps both digests in the transaction of the effect.
namespace plaza::rpc {

// Error::reason of a key that came with another request before, and of one whose request is under way.
inline constexpr std::string_view reason_key_reused = "IDEMPOTENCY_KEY_REUSED";
inline constexpr std::string_view reason_key_in_use = "IDEMPOTENCY_KEY_IN_USE";

inline constexpr std::size_t idempotency_key_characters_max = 255;

// Digests (SHA-256, 32 bytes each) tell as much as a store needs, and nothing about who asked.
struct IdempotencyKey {
  std::string key;      // of method, caller and key
  std::string request;  // of what was asked for

  bool operator==(const IdempotencyKey&) const = default;
};

// Nothing when `key` is empty: the caller gave none. `request`: what makes two requests the same, as bytes. Errors:
// invalid_argument for a key that is too long, or that is no UUID where the caller has no subject, so that strangers
// cannot meet by chance.
Result<std::optional<IdempotencyKey>> idempotency_key(std::string_view method, const Identity& caller,
                                                      std::string_view key, std::string_view request);

Error key_reused();
Error key_in_use();

// The requests of a worker that are under way, by name. Lives on one worker.
class UnderWay {
 public:
  // While it lives, the name is taken.
  class Mark {
   public:
    Mark(std::shared_ptr<std::set<std::string>> all, std::string name) : all_(std::move(all)), name_(std::move(name)) {}
    Mark(Mark&&) noexcept = default;
    Mark& operator=(Mark&&) = delete;
    ~Mark() {
      if (all_) all_->erase(name_);
    }

   private:
    std::shared_ptr<std::set<std::string>> all_;
    std::string name_;
  };

  // Nothing when one of that name is under way.
  [[nodiscard]] std::optional<Mark> begin(std::string name) {
    if (!names_->insert(name).second) return std::nullopt;
    return Mark(names_, std::move(name));
  }

 private:
  std::shared_ptr<std::set<std::string>> names_ = std::make_shared<std::set<std::string>>();
};

}  // namespace plaza::rpc
