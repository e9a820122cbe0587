#pragma once

#include <utility>

namespace plaza::resilience {

// What a policy lends to one call: a place in flight, a probe of a breaker. Given back with the call's outcome by
// finish(); a call that is dropped before it has one (its coroutine was destroyed) gives it back in the destructor, so
// that nothing leaks. Move-only; the policy outlives it.
//
// An Owner has `finish(Token, const Outcome&, SteadyTime)` and `abandon(Token)`.
template <class Owner, class Token>
class Permit {
 public:
  Permit(Owner& owner, Token token) : owner_(&owner), token_(std::move(token)) {}
  Permit(Permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), token_(std::move(other.token_)) {}
  Permit& operator=(Permit&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    owner_ = std::exchange(other.owner_, nullptr);
    token_ = std::move(other.token_);
    return *this;
  }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit() { give_back(); }

  // Tells the policy how the call went. Only the first call of it counts.
  template <class Outcome, class Time>
  void finish(const Outcome& outcome, Time now) {
    if (auto* owner = std::exchange(owner_, nullptr)) owner->finish(token_, outcome, now);
  }
  [[nodiscard]] const Token& token() const { return token_; }

 private:
  void give_back() {
    if (auto* owner = std::exchange(owner_, nullptr)) owner->abandon(token_);
  }

  Owner* owner_;
  Token token_;
};

}  // namespace plaza::resilience
