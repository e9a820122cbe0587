#pragma once

#include <memory>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/postgres/database.hpp"

namespace plaza::postgres {

struct RetentionOptions {
  milliseconds interval{60'000};
  std::uint32_t batch_rows_max = 5'000;

  void describe(config::Section section);
};

// What is kept for a while only. The statement removes rows that are older than $1 (timestamptz), $2 (integer) at most,
// and takes none that somebody else holds:
//
//   delete from applied_events where id in
//     (select id from applied_events where applied_at < $1 limit $2 for update skip locked)
struct RetentionRule {
  Statement remove;
  milliseconds keep;
};

// Removes what has been kept long enough, in small transactions one after the other, on the background worker. Several
// instances may do it at once.
class Retention final : public Component {
 public:
  // `database` starts before it, and outlives it.
  Retention(Surroundings with, const Database& database, const RetentionOptions& options,
            const std::vector<RetentionRule>& rules);
  ~Retention() override;

  [[nodiscard]] std::string_view name() const override { return "retention"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
  Worker* worker_;
};

}  // namespace plaza::postgres
