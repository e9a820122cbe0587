#include "gateway/edge/token/refusal.hpp"

namespace plaza::gateway::token {
namespace {

struct Words {
  std::string_view word;
  std::string_view sentence;
};

// In the order of the enumeration.
constexpr std::array<Words, refusals.size()> words{{
    {"too_large", "the token is too large"},
    {"malformed", "the token is not a signed JWT in compact form"},
    {"type", "the token is of another type than JWT"},
    {"critical", "the token needs an extension that is not understood here (crit)"},
    {"algorithm", "the token is signed by an algorithm that is not accepted, or not that of its key"},
    {"unknown_key", "the token is signed by a key that is not known here"},
    {"signature", "the token has a wrong signature"},
    {"claims", "a claim of the token is missing or malformed (sub and exp are needed)"},
    {"expired", "the token is expired"},
    {"not_yet_valid", "the token is not valid yet"},
    {"issuer", "the token is of an issuer that is not accepted"},
    {"audience", "the token is meant for another audience"},
}};

}  // namespace

std::string_view word(Refusal refusal) {
  return words.at(static_cast<std::size_t>(refusal)).word;
}

std::string_view sentence(Refusal refusal) {
  return words.at(static_cast<std::size_t>(refusal)).sentence;
}

}  // namespace plaza::gateway::token
