#include "services/booking/adapters/kept_answer.hpp"

#include "platform/core/hex.hpp"
#include "services/booking/adapters/booking_fields.hpp"
#include "services/booking/adapters/keys.hpp"

namespace plaza::booking {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  append_hex(text, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return text;
}

// Up to the next blank, which goes too.
std::string_view next_word(std::string_view& text) {
  const auto blank = text.find(' ');
  const auto word = text.substr(0, blank);
  text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  return word;
}

}  // namespace

KeyArguments arguments_of(const std::optional<rpc::IdempotencyKey>& key) {
  if (!key) return {.place = keys::idempotency(""), .digest = {}};
  return {.place = keys::idempotency(hex(key->key)), .digest = hex(key->request)};
}

Result<std::string> answer_in(std::string_view kept, const rpc::IdempotencyKey& key) {
  const auto digest = hex(key.request);
  if (!kept.starts_with(digest)) return std::unexpected(rpc::key_reused());
  return std::string(kept.substr(digest.size()));
}

Result<Booking> as_it_was(Booking now, std::string_view state) {
  const auto version = number_in(next_word(state));
  const auto status = number_in(next_word(state));
  const auto date = parse_date(next_word(state));
  const auto updated = number_in(next_word(state));
  if (!version || !status || !date || !updated || state.empty()) {
    return fail(Code::data_loss, "what an idempotency key keeps cannot be read");
  }
  now.version = *version;
  now.status = static_cast<Status>(*status);
  now.date = *date;
  now.updated_at = SystemTime(milliseconds(*updated));
  now.station = std::string(state);
  return now;
}

}  // namespace plaza::booking
