#include "gateway/graphql/execution/execution.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/graphql/execution/errors.hpp"

namespace plaza::graphql {
namespace {

constexpr std::string_view data_begin = R"({"data":)";

// What a resolver throws becomes an error of its field.
template <class Write>
void guarded(Slot& slot, Write&& write) {
  try {
    write();
  } catch (const std::exception& thrown) {
    slot.fail(Error{.code = Code::internal, .message = thrown.what()});
  }
}

}  // namespace

Execution::Execution(const Request& request, Arena arena) : request_(request), arena_(std::move(arena)) {
  root_.out.append(data_begin);
}

bool Execution::begin() {
  if (request_.kind == OperationKind::mutation) return write_next_root_fields();
  if (!write_object(plan().root(), request_.root, nullptr, root_, nullptr)) make_null(nullptr);
  return to_start_.empty();
}

// Mutations run one after the other: goes on until one has to be waited for. True when all are through.
bool Execution::write_next_root_fields() {
  const auto& set = plan().root();
  auto& out = root_.out;
  if (next_root_field_ == 0) out.put('{');
  while (next_root_field_ < set.fields.size() && !data_is_null_) {
    const auto& field = set.fields[next_root_field_];
    if (next_root_field_++ > 0) out.put(',');
    out.append(field.key);
    const auto* const step = arena_.make<PathStep>(nullptr, field.name, 0U, true);
    if (!write_field(set, field, request_.root, nullptr, root_, *step)) make_null(nullptr);
    if (!to_start_.empty()) return false;
  }
  out.put('}');
  return true;
}

asio::awaitable<void> Execution::finish(asio::any_io_executor executor) {
  executor_ = executor;
  all_arrived_.emplace(executor, asio::steady_timer::time_point::max());
  for (bool done = false; !done;) {
    start_waiting(executor);
    while (under_way_ > 0) {
      all_arrived_->expires_at(asio::steady_timer::time_point::max());
      co_await all_arrived_->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    done = request_.kind != OperationKind::mutation || write_next_root_fields();
  }
}

void Execution::start_waiting(const asio::any_io_executor& executor) {
  for (auto* segment : std::exchange(to_start_, {})) {
    if (segment->discarded) continue;
    ++under_way_;
    asio::co_spawn(executor, load(shared_from_this(), segment), asio::detached);
  }
}

asio::awaitable<void> Execution::load(std::shared_ptr<Execution> self, Segment* segment) {
  auto* const watcher = self->request_.watcher;
  if (watcher != nullptr) segment->call->watched_as_ = watcher->begun(*segment->call);
  Result<Loaded> loaded;
  try {
    loaded = co_await std::get<AsyncResolver>(segment->field->field->resolve)(*segment->call);
  } catch (const std::exception& thrown) {
    loaded = plaza::fail(Code::internal, thrown.what());
  }
  if (watcher != nullptr) watcher->ended(segment->call->watched_as_, loaded ? nullptr : &loaded.error());
  self->arrived(*segment, std::move(loaded));
}

void Execution::arrived(Segment& segment, Result<Loaded> loaded) {
  if (!segment.discarded && !data_is_null_) {
    Slot slot(*this, *segment.field, *segment.field->field->type, segment, nullptr, *segment.path);
    if (!loaded) {
      slot.fail(loaded.error());
    } else {
      keep_.push_back(std::move(loaded->keep));
      guarded(slot, [&] { loaded->write(slot); });
    }
    if (!slot.finish()) make_null(segment.around);
    start_waiting(*executor_);
  }
  if (--under_way_ == 0) all_arrived_->cancel();
}

void Execution::make_null(Position* position) {
  if (position != nullptr) {
    position->segment->make_null(*position);
  } else {
    data_is_null_ = true;
    root_.discard();
  }
}

bool Execution::write_object(const PlannedSet& set, const void* object, Slot* around, Segment& segment,
                             const PathStep* path) {
  auto& out = segment.out;
  out.put('{');
  bool first = true;
  for (const auto& field : set.fields) {
    if (!first) out.put(',');
    first = false;
    out.append(field.key);
    const PathStep step{.parent = path, .name = field.name};
    if (!write_field(set, field, object, around, segment, step)) return false;
  }
  out.put('}');
  return true;
}

bool Execution::write_field(const PlannedSet& set, const PlannedField& field, const void* object, Slot* around,
                            Segment& segment, const PathStep& path) {
  Slot slot(*this, field, *field.field->type, segment, around, path);
  resolve(set, field, object, slot);
  return slot.finish();
}

void Execution::resolve(const PlannedSet& set, const PlannedField& field, const void* object, Slot& slot) {
  if (field.field->meta == MetaField::type_name) return slot.string(set.type->name);
  ArgumentError error;
  const auto* const values = arguments(field, error);
  if (values == nullptr) {
    slot.given_ = slot.failed_ = true;
    return complain({.code = Code::invalid_argument, .message = std::move(error.message)}, error.at, field, slot.path_);
  }
  const Call call(*this, field, object, values);
  if (field.introspect != nullptr) return field.introspect(call, slot);
  const auto& resolver = field.field->resolve;
  if (const auto* const sync = std::get_if<SyncResolver>(&resolver)) {
    return guarded(slot, [&] { (*sync)(call, slot); });
  }
  if (std::holds_alternative<AsyncResolver>(resolver)) return wait_for(call, slot);
  slot.null();
}

void Execution::wait_for(const Call& call, Slot& slot) {
  auto& segment = segments_.emplace_back();
  segment.field = &slot.field_;
  segment.path = stable(slot.path_);
  segment.call = arena_.make<Call>(call);
  segment.around = position_around(slot);
  slot.segment_->gaps.push_back({slot.segment_->out.size(), &segment});
  slot.given_ = true;
  to_start_.push_back(&segment);
}

// The nearest value around a slot that may be null; null when only the whole answer may.
Position* Execution::position_around(Slot& slot) {
  for (auto* around = slot.around_; around != nullptr; around = around->around_) {
    if (around->type_->is_non_null()) continue;
    if (around->position_ == nullptr) around->position_ = arena_.make<Position>(around->segment_, around->begin_);
    return around->position_;
  }
  return slot.segment_->around;
}

const PathStep* Execution::stable(const PathStep* step) {
  if (step == nullptr || step->stays) return step;
  return arena_.make<PathStep>(stable(step->parent), step->name, step->index, true);
}

std::string Execution::take_answer() {
  if (error_count_ == 0 && root_.gaps.empty()) return root_.out.take();
  Output out;
  out.reserve(errors_.size() + root_.bytes() + 32);
  if (error_count_ > 0) {
    out.append(R"({"errors":[)");
    out.append(errors_.view());
    out.append(R"(],"data":)");
  } else {
    out.append(data_begin);
  }
  if (data_is_null_) {
    out.append("null");
  } else {
    Output data;
    root_.write_to(data);
    out.append(data.view().substr(data_begin.size()));
  }
  return out.take();
}

void Execution::complain(const Error& error, const PlannedField& field, const PathStep* path) {
  complain(error, std::nullopt, field, path);
}

void Execution::complain(std::string message, const PlannedField& field, const PathStep* path) {
  complain({.code = Code::out_of_range, .message = std::move(message)}, std::nullopt, field, path);
}

void Execution::complain(const Error& error, std::optional<Offset> at, const PlannedField& field,
                         const PathStep* path) {
  if (error_count_ >= errors_max) return;
  std::vector<Location> locations;
  const auto source = request_.document.source;
  if (at) {
    locations.push_back(locate(source, *at));
  } else {
    for (const auto* selection : field.selections) locations.push_back(locate(source, selection->at));
  }
  if (error_count_++ > 0) errors_.put(',');
  append_error(errors_, error, locations, path);
}

}  // namespace plaza::graphql
