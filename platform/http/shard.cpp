#include "platform/http/shard.hpp"

#include <algorithm>

#include "platform/http/connection.hpp"

namespace plaza::http {
namespace {

constexpr std::size_t spare_transactions_max = 256;
// Memory for answers that is kept: so many texts, none of them larger.
constexpr std::size_t spare_memory_max = 32;
constexpr std::size_t spare_memory_bytes_max = 128 * 1024;
// Connections that are being told 503; beyond them a connection is closed without a word.
constexpr std::size_t refused_max = 256;
// How often connections are looked at while the server stops.
constexpr milliseconds ending_sweep_period{100};

// Limits are kept to within a quarter; a second is fine enough for the usual ones.
milliseconds sweep_period(const ServerOptions& options) {
  const auto shortest =
      std::min({options.header_timeout, options.body_timeout, options.write_timeout, options.idle_timeout});
  return std::clamp(shortest / 4, milliseconds{5}, milliseconds{1'000});
}

}  // namespace

void ConnectionCounts::closed() {
  if (open_.fetch_sub(1, std::memory_order_relaxed) != 1) return;
  const std::lock_guard lock(mutex_);
  none_is_open_.notify_all();
}

void ConnectionCounts::wait_until_none_is_open(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  none_is_open_.wait_for(lock, time, [this] { return open() == 0; });
}

Shard::Shard(Worker& worker, const Clock& clock, const ServerOptions& options, Dispatcher dispatcher,
             Observer* observer, std::shared_ptr<ConnectionCounts> counts,
             std::shared_ptr<const tls::Credentials> credentials)
    : worker_(worker),
      clock_(clock),
      options_(options),
      framing_limits_{options.line_bytes_max, options.header_bytes_max, options.header_fields_max},
      dispatcher_(std::move(dispatcher)),
      observer_(observer),
      counts_(std::move(counts)),
      credentials_(std::move(credentials)),
      sweep_timer_(worker.io()),
      sweep_period_(sweep_period(options)) {}

void Shard::adopt(asio::ip::tcp::socket socket) {
  if (counts_->open() < options_.connections_max) {
    Connection::serve(shared_from_this(), std::move(socket));
  } else if (refused_ < refused_max) {
    Connection::refuse(shared_from_this(), std::move(socket));
  }
  if (!sweeping_) sweep_later();
}

void Shard::change(const ServerOptions& options) {
  options_ = options;
  sweep_period_ = ending_ ? std::min(sweep_period(options_), ending_sweep_period) : sweep_period(options_);
}

void Shard::end_idle_connections() {
  stopping_ = true;
  ending_ = true;
  sweep_period_ = std::min(sweep_period_, ending_sweep_period);
  for (auto* connection : connections_) connection->end_if_idle();
  if (!connections_.empty()) sweep_later();
}

void Shard::close_all() {
  for (auto* connection : connections_) connection->close();
}

void Shard::add(Connection& connection, bool counted) {
  connections_.insert(&connection);
  if (!counted) ++refused_;
}

void Shard::remove(Connection& connection, bool counted) {
  connections_.erase(&connection);
  if (!counted) --refused_;
}

std::unique_ptr<Transaction> Shard::take_transaction() {
  if (spare_transactions_.empty()) return std::make_unique<Transaction>();
  auto transaction = std::move(spare_transactions_.back());
  spare_transactions_.pop_back();
  return transaction;
}

void Shard::give_back(std::unique_ptr<Transaction> transaction) {
  transaction->reset();
  if (spare_transactions_.size() < spare_transactions_max) spare_transactions_.push_back(std::move(transaction));
}

std::string Shard::take_memory() {
  if (spare_memory_.empty()) return {};
  auto memory = std::move(spare_memory_.back());
  spare_memory_.pop_back();
  return memory;
}

void Shard::give_back_memory(std::string memory) {
  if (spare_memory_.size() == spare_memory_max || memory.capacity() > spare_memory_bytes_max) return;
  memory.clear();
  spare_memory_.push_back(std::move(memory));
}

// One timer per worker looks at all connections: a timer per operation costs more than the operations.
void Shard::sweep_later() {
  sweeping_ = true;
  sweep_timer_.expires_after(sweep_period_);
  sweep_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const auto now = self->clock_.steady_now();
    for (auto* connection : self->connections_) connection->check_time(now);
    self->sweeping_ = !self->connections_.empty();
    if (self->sweeping_) self->sweep_later();
  });
}

}  // namespace plaza::http
