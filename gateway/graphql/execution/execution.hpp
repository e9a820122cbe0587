#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/graphql/execution/call.hpp"
#include "gateway/graphql/execution/output.hpp"
#include "gateway/graphql/execution/plan.hpp"
#include "gateway/graphql/execution/segment.hpp"

namespace plaza::graphql {

// One request on its way through a plan. Values that are there are written at once, in the order of the answer; what
// has to be waited for leaves a gap, all gaps of one pass are started together, and each goes on by itself when its
// value comes. Lives on one worker.
class Execution : public std::enable_shared_from_this<Execution> {
 public:
  struct Request {
    const Schema& schema;
    const Document& document;
    const Plan& plan;
    const VariableValues& variables;
    OperationKind kind = OperationKind::query;
    const void* root = nullptr;  // the object of the root fields' calls
    void* context = nullptr;     // Call::context
    ResolverWatcher* watcher = nullptr;
  };

  Execution(const Request& request, Arena arena);
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  // Writes all that needs no waiting; true when nothing is left. Mutations whose fields wait stop at the first.
  bool begin();
  // Waits for the rest. Only on a worker's loop.
  asio::awaitable<void> finish(asio::any_io_executor executor);

  // `{"errors":[…],"data":…}` without what closes it; `errors` only when there are some.
  [[nodiscard]] std::string take_answer();
  [[nodiscard]] std::uint32_t errors() const { return error_count_; }

  // For calls and slots.
  [[nodiscard]] const Schema& schema() const { return request_.schema; }
  [[nodiscard]] const Plan& plan() const { return request_.plan; }
  [[nodiscard]] void* context() const { return request_.context; }
  void keep(std::shared_ptr<const void> value) { keep_.push_back(std::move(value)); }
  // False when the object cannot be and what is around it becomes null.
  bool write_object(const PlannedSet& set, const void* object, Slot* around, Segment& segment, const PathStep* path);
  void complain(const Error& error, const PlannedField& field, const PathStep* path);
  void complain(const Error& error, std::optional<Offset> at, const PlannedField& field, const PathStep* path);
  // For errors of the engine's own, whose words may be told.
  void complain(std::string message, const PlannedField& field, const PathStep* path);

 private:
  static constexpr std::uint32_t errors_max = 1'000;

  struct ArgumentError {
    std::string message;
    Offset at = 0;
  };

  bool write_field(const PlannedSet& set, const PlannedField& field, const void* object, Slot* around, Segment& segment,
                   const PathStep& path);
  void resolve(const PlannedSet& set, const PlannedField& field, const void* object, Slot& slot);
  const InputValue* arguments(const PlannedField& field, ArgumentError& error);
  bool coerce_argument(const InputField& definition, const Selection& selection, InputValue& out, ArgumentError& error);
  void wait_for(const Call& call, Slot& slot);
  Position* position_around(Slot& slot);
  const PathStep* stable(const PathStep* step);

  bool write_next_root_fields();
  void start_waiting(const asio::any_io_executor& executor);
  static asio::awaitable<void> load(std::shared_ptr<Execution> self, Segment* segment);
  void arrived(Segment& segment, Result<Loaded> loaded);
  void make_null(Position* position);

  Request request_;
  Arena arena_;
  Segment root_;
  Output errors_;
  std::uint32_t error_count_ = 0;
  bool data_is_null_ = false;
  std::size_t next_root_field_ = 0;
  std::vector<const InputValue*> known_arguments_;
  std::deque<Segment> segments_;
  std::vector<Segment*> to_start_;
  std::vector<std::shared_ptr<const void>> keep_;
  std::uint32_t under_way_ = 0;
  std::optional<asio::steady_timer> all_arrived_;
  std::optional<asio::any_io_executor> executor_;
};

}  // namespace plaza::graphql
