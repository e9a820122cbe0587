#include "platform/outbox/publishing.hpp"

#include <unordered_map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::outbox {
namespace {

// Shared by the chains of a batch.
struct Batch {
  Batch(const asio::io_context::executor_type& executor, std::shared_ptr<std::vector<Pending>> all,
        std::shared_ptr<const bool> while_true)
      : rows(std::move(all)), go_on(std::move(while_true)), finished(executor, SteadyTime::max()) {}
  std::shared_ptr<std::vector<Pending>> rows;
  std::shared_ptr<const bool> go_on;
  asio::steady_timer finished;
  std::size_t chains = 0;
  Published published{};
};

// The end of a chain, however it comes.
class Chain {
 public:
  explicit Chain(Batch& batch) : batch_(&batch) {}
  ~Chain() {
    if (--batch_->chains == 0) batch_->finished.cancel();
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

 private:
  Batch* batch_;
};

asio::awaitable<void> publish_chain(std::shared_ptr<Batch> batch, kafka::Producer& producer,
                                    std::vector<Pending*> rows) {
  const Chain chain(*batch);
  for (auto* row : rows) {
    if (!*batch->go_on) co_return;
    // Keys name the chains, and topics are counted: these stay here.
    auto& record = row->record;
    const auto sent = co_await producer.send({.topic = record.topic,
                                              .key = record.key,
                                              .value = std::move(record.value),
                                              .headers = std::move(record.headers)});
    if (!sent) {
      if (!batch->published.failure) batch->published.failure = sent.error();
      co_return;
    }
    batch->published.acknowledged.push_back(row);
  }
}

// Keys in the order of their first rows.
std::vector<std::vector<Pending*>> chains_of(std::vector<Pending>& rows) {
  std::vector<std::vector<Pending*>> chains;
  chains.reserve(rows.size());
  std::unordered_map<std::string_view, std::size_t> by_key;
  by_key.reserve(rows.size());
  for (auto& row : rows) {
    const auto [place, unknown] = by_key.try_emplace(row.record.key, chains.size());
    if (unknown) chains.emplace_back();
    chains[place->second].push_back(&row);
  }
  return chains;
}

}  // namespace

asio::awaitable<Published> publish(asio::io_context::executor_type executor, kafka::Producer& producer,
                                   std::shared_ptr<std::vector<Pending>> rows, std::shared_ptr<const bool> go_on) {
  const auto batch = std::make_shared<Batch>(executor, std::move(rows), std::move(go_on));
  auto chains = chains_of(*batch->rows);
  batch->chains = chains.size();
  for (auto& chain : chains) {
    asio::co_spawn(executor, publish_chain(batch, producer, std::move(chain)), asio::detached);
  }
  while (batch->chains > 0) co_await batch->finished.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(batch->published);
}

}  // namespace plaza::outbox
