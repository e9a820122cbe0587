#include "tests/graphql/world.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "gateway/graphql/execution/call.hpp"

namespace plaza::graphql::test {
namespace {

constexpr std::string_view sdl = R"graphql(
"A world of numbers."
schema { query: Query mutation: Mutation subscription: Subscription }

directive @mark(label: String = "none", weight: Int) repeatable on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | QUERY
directive @once(flag: Boolean!) on FIELD | FRAGMENT_DEFINITION | VARIABLE_DEFINITION

"A moment, in whatever form."
scalar Moment @specifiedBy(url: "https://example.org/moment")

enum Color { RED GREEN "Of the sky." BLUE @deprecated(reason: "too cold") }
enum Size { SMALL MEDIUM LARGE }

interface Node { id: ID! }
interface Named implements Node { id: ID! name(upper: Boolean = false): String }
interface Sized { size: Size! area(scale: Float = 1.5): Float }

type Person implements Named & Node {
  id: ID!
  name(upper: Boolean = false): String
  age: Int
  tall: Boolean!
  friends(first: Int = 2, filter: PersonFilter): [Person!]!
  best: Person
  pets: [Pet]
  home: House!
  born: Moment
  tags: [[String!]]
  old: String @deprecated
}
type Dog implements Named & Node & Sized {
  id: ID!
  name(upper: Boolean = false): String
  size: Size!
  area(scale: Float = 1.5): Float
  barks: Boolean
  owner: Person
  color: Color
}
type Cat implements Named & Node {
  id: ID!
  name(upper: Boolean = false): String
  lives: Int!
  owner: Person
  color: Color!
}
type House implements Node & Sized {
  id: ID!
  size: Size!
  area(scale: Float = 1.5): Float
  rooms: [Room!]
  people: [Person]!
}
type Room { width: Float! height: Float things: [Thing!]! }
union Pet = Dog | Cat
union Thing = Person | House | Dog

input PersonFilter { name: String colors: [Color!] = [RED, GREEN] near: Point and: [PersonFilter!] size: Size = MEDIUM }
input Point { x: Float! y: Float! = 0.5 label: ID = 7 }
input Choice @oneOf { byId: ID byName: String byPoint: Point many: [Int!] }

type Query {
  person(id: ID!): Person
  people(first: Int = 3, filter: PersonFilter, after: String): [Person!]!
  node(id: ID! = "root"): Node
  named: [Named]
  sized: Sized!
  pet(choice: Choice!): Pet
  things(colors: [Color], nested: [[Int!]!]): [Thing]
  echo(int: Int, float: Float, text: String, flag: Boolean, id: ID, moment: Moment, ints: [Int!]): String
  when(at: Moment! = "now"): Moment!
  number: Int!
  words: [String!]!
  house: House
}
type Mutation { rename(id: ID!, name: String!): Person paint(choice: Choice, color: Color! = RED): Thing count(by: Int = 1): Int! }
type Subscription { ticks(every: Int): Int people: Person }
)graphql";

std::uint32_t mix(std::uint32_t number, std::string_view text) {
  auto hash = number ^ 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string canonical(const InputValue& value) {
  switch (value.kind()) {
    case InputKind::string:
    case InputKind::enumeration:
      return fmt::format("\"{}\"", value.text());
    case InputKind::list: {
      std::string out = "[";
      for (const auto& item : value.items()) out += canonical(item) + ",";
      return out + "]";
    }
    case InputKind::object: {
      std::string out = "{";
      for (const auto& [name, member] : value.members()) out += fmt::format("{}:{},", name, canonical(member));
      return out + "}";
    }
    default:
      return inspect(value);
  }
}

const void* as_object(std::uint32_t number) {
  return reinterpret_cast<const void*>(static_cast<std::uintptr_t>(number));  // NOLINT(performance-no-int-to-ptr)
}

void write_scalar(Slot& slot, const NamedType& type, std::uint32_t number) {
  switch (type.scalar) {
    case ScalarKind::integer:
      return slot.integer(static_cast<std::int64_t>(number % 2001) - 1000);
    case ScalarKind::floating:
      return slot.number((number % 1000) / 8.0);
    case ScalarKind::string:
      return slot.string(fmt::format("s{} \"\xC3\xBC\xF0\x9F\x98\x80\"\n", number % 1000));
    case ScalarKind::boolean:
      return slot.boolean(number % 2 == 0);
    case ScalarKind::id:
      return slot.string(fmt::to_string(number % 100'000));
    case ScalarKind::custom:
      return slot.string(fmt::format("c{}", number % 100));
  }
}

void write(Slot& slot, const Type& type, std::uint32_t number) {
  if (type.is_non_null()) {
    if (number % 97 == 0) return slot.null();
  } else {
    if (number % 7 == 0) return slot.null();
    if (number % 31 == 1) {
      return slot.fail(Error{.code = Code::unavailable, .message = fmt::format("boom {}", number)});
    }
  }
  const auto& inner = type.nullable();
  if (inner.is_list()) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(number % 4);
    for (std::uint32_t i = 0; i < number % 4; ++i) numbers.push_back(mix(number, fmt::to_string(i)));
    return slot.list(numbers, [&](Slot& item, std::uint32_t one) { write(item, *inner.of, one); });
  }
  const auto& definition = *inner.definition;
  if (definition.kind == TypeKind::scalar) return write_scalar(slot, definition, number);
  if (definition.kind == TypeKind::enumeration) {
    return slot.string(definition.values[number % definition.values.size()].name);
  }
  auto possible = definition.possible;
  std::ranges::sort(possible, {}, [](const NamedType* one) { return std::string_view(one->name); });
  slot.object(as_object(number), possible[number % possible.size()]->name);
}

void resolve(const Call& call, Slot& slot) {
  auto number = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(call.object_pointer()));
  number = mix(number, call.field().name);
  for (const auto& argument : call.field().arguments) {
    const auto& value = call.argument(argument.name);
    if (!value.is_absent()) number = mix(number, fmt::format("{}={}", argument.name, canonical(value)));
  }
  write(slot, *call.field().type, number);
}

}  // namespace

std::shared_ptr<const Schema> world() {
  auto spec = read_sdl(sdl);
  if (!spec) throw std::logic_error(spec.error().message);
  for (auto& type : spec->types) {
    for (auto& field : type.fields) field.resolve = SyncResolver(resolve);
  }
  auto schema = Schema::build(*spec);
  if (!schema) throw std::logic_error(schema.error().message);
  return *schema;
}

const void* world_root() {
  return as_object(1);
}

}  // namespace plaza::graphql::test
