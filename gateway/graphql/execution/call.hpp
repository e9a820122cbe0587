#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "gateway/graphql/schema/type.hpp"
#include "platform/core/error.hpp"

// What resolvers are given: a call says what is asked, a slot takes the answer.
namespace plaza::graphql {

class Execution;
class Schema;
struct PlannedField;
struct Segment;
struct Position;

// A step on the way to a value: a name in an object, or a place in a list.
struct PathStep {
  const PathStep* parent = nullptr;
  std::string_view name{};
  std::uint32_t index = 0;  // when there is no name
  bool stays = false;       // it lies in the arena of the request, not on the stack
};

// A field of an object that is to be resolved. Cheap to copy.
class Call {
 public:
  Call(Execution& execution, const PlannedField& field, const void* object, const InputValue* arguments)
      : execution_(&execution), field_(&field), object_(object), arguments_(arguments) {}

  // The object that has the field: what was given to Slot::object. The type is the resolver's to know; at the root it
  // is the request's root value.
  template <class T>
  [[nodiscard]] const T& object() const {
    return *static_cast<const T*>(object_);
  }
  [[nodiscard]] const void* object_pointer() const { return object_; }
  // What the caller of the engine passed along.
  template <class T>
  [[nodiscard]] T& context() const {
    return *static_cast<T*>(context_pointer());
  }
  // The coerced argument; absent when the client gave none and it has no default.
  [[nodiscard]] const InputValue& argument(std::string_view name) const;
  [[nodiscard]] const Field& field() const;
  // What the field is called in the answer: its alias, if it has one.
  [[nodiscard]] std::string_view response_name() const;
  // What a ResolverWatcher called this call; 0 when nobody watches.
  [[nodiscard]] std::uint64_t watched_as() const { return watched_as_; }
  // Keeps a value until the request ends, for objects that are made on the way.
  template <class T>
  const T& keep(T value) const {
    auto kept = std::make_shared<const T>(std::move(value));
    const auto& stays = *kept;
    keep_until_the_end(std::move(kept));
    return stays;
  }
  [[nodiscard]] const Schema& schema() const;

 private:
  friend class Execution;

  [[nodiscard]] void* context_pointer() const;
  void keep_until_the_end(std::shared_ptr<const void> value) const;

  Execution* execution_;
  const PlannedField* field_;
  const void* object_;
  const InputValue* arguments_;
  std::uint64_t watched_as_ = 0;
};

// Is told of the resolvers that wait, for traces. Belongs to one request.
class ResolverWatcher {
 public:
  virtual ~ResolverWatcher() = default;
  // One begins; what it is called from now on, not 0.
  virtual std::uint64_t begun(const Call& call) = 0;
  // `error`: null when it brought a value.
  virtual void ended(std::uint64_t watched_as, const Error* error) = 0;
};

// Takes one value and writes it where it belongs, checked by the type of the field. Exactly one of the calls ends it; a
// value that does not fit, or null where none may be, becomes an error of the field.
class Slot {
 public:
  Slot(Execution& execution, const PlannedField& field, const Type& type, Segment& segment, Slot* around,
       const PathStep& path);
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  void null();
  void boolean(bool value);
  void integer(std::int64_t value);
  void number(double value);
  // Of a String, an ID, an enumeration or a custom scalar.
  void string(std::string_view value);
  // A finished JSON value of a custom scalar, trusted.
  void raw(std::string_view json);
  // An object; it must stay until the request ends. For an interface or a union: of which type it is.
  void object(const void* object);
  void object(const void* object, std::string_view type);
  // One slot for each item: `write(slot, item)`.
  template <class Items, class Write>
  void list(Items&& items, Write&& write) {
    if (!begin_list()) return;
    std::uint32_t index = 0;
    for (auto&& item : items) {
      separate(index);
      const PathStep step{.parent = path_, .index = index++};
      Slot slot(execution_, field_, *inner_type(), *segment_, this, step);
      write(slot, item);
      if (!slot.finish()) return fail_inside();
    }
    end_list();
  }
  void fail(const Error& error);

  // For the engine: ends the slot; false when what is around it has to be null.
  bool finish();

 private:
  friend class Execution;

  [[nodiscard]] const Type& nullable() const { return type_->nullable(); }
  [[nodiscard]] const Type* inner_type() const { return nullable().of; }
  bool begin_leaf();
  bool begin_list();
  void separate(std::uint32_t index);
  void end_list();
  void fail_inside();
  void fail(std::string message);
  void roll_back();
  void refuse(std::string_view kind, std::string shown);

  Execution& execution_;
  const PlannedField& field_;
  const Type* type_;
  Segment* segment_;
  Slot* around_;  // that this one lies within, in the same segment
  const PathStep* path_;
  std::size_t begin_;             // where in the segment its value begins
  Position* position_ = nullptr;  // when something within it is still to come
  bool given_ = false;
  bool failed_ = false;
};

}  // namespace plaza::graphql
