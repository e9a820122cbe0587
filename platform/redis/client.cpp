#include "platform/redis/client.hpp"

#include "platform/redis/ask.hpp"
#include "platform/redis/client_state.hpp"
#include "platform/redis/failure.hpp"
#include "platform/resilience/deadline.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::redis {
namespace {

// What may come twice is sent so often: a failover may be met more than once.
constexpr std::uint32_t attempts_max = 3;

// Only for the server's sake, and never because too much waits already.
bool worth_another(const Answer& answer, Access access) {
  const auto& error = answer.reply.error();
  if (error.code != Code::unavailable || error.reason == resilience::reason_overloaded) return false;
  if (error.reason == reason_connection_lost) return access != Access::once || answer.had_no_effect;
  return answer.had_no_effect;
}

// What a caller has to know of a change that may have been made.
Result<Reply> told(Answer answer, Access access) {
  const bool unknown = !answer.reply && access != Access::read && !answer.had_no_effect;
  if (unknown) {
    auto& error = answer.reply.error();
    const bool cut = error.reason == reason_connection_lost || error.code == Code::cancelled;
    const bool late = error.code == Code::deadline_exceeded && error.reason.empty();
    if (cut || late) error.reason = reason_outcome_unknown;
  }
  return std::move(answer.reply);
}

asio::awaitable<Result<Reply>> send(ClientState& state, Command command, SteadyTime deadline) {
  const auto access = command.access();
  for (std::uint32_t attempt = 1;; ++attempt) {
    auto connection = state.link->now();
    if (!connection) {
      auto waited = co_await state.link->wait(deadline);
      if (!waited) co_return std::unexpected(std::move(waited.error()));
      connection = std::move(*waited);
    }
    const bool last = attempt == attempts_max;
    // NOLINTNEXTLINE(bugprone-use-after-move): there is no turn after the last.
    auto answer = co_await ask(std::move(connection), last ? std::move(command) : command, deadline);
    const bool done = answer.reply || last || !worth_another(answer, access);
    if (done) co_return told(std::move(answer), access);
  }
}

}  // namespace

Client::Client(ClientSurroundings with, std::string store, const Options& options,
               std::function<std::string()> password, std::shared_ptr<const tls::Credentials> credentials)
    : state_(std::make_shared<ClientState>(with, std::move(store), options, std::move(password),
                                           std::move(credentials))) {}

Client::~Client() = default;

void Client::start() {
  state_->link->start();
}

void Client::stop() {
  state_->link->stop();
}

void Client::change(const ClientLimits& limits) {
  state_->limits = limits;
  state_->breaker.change(limits.breaker);
  state_->link->change(limits);
}

bool Client::connected() const {
  return state_->link->now() != nullptr;
}

asio::awaitable<Result<Reply>> Client::run(RequestContext context, Command command) {
  const auto state = state_;
  ClientState::Observation observation(*state, context, command.name());
  const auto began = state->clock->steady_now();
  const auto deadline = resilience::shortened_deadline(context.deadline, state->limits.timeout, began);
  Result<Reply> result = fail(Code::deadline_exceeded, "the deadline passed before the work began");
  if (began < deadline) {
    auto probe = state->admit(began);
    if (probe) {
      result = co_await send(*state, std::move(command), deadline);
      state->learn(*probe, result, began);
    } else {
      result = std::unexpected(std::move(probe.error()));
    }
  }
  observation.ended(result);
  co_return result;
}

}  // namespace plaza::redis
