// Execution section by section (September 2025, 6 and 7.1), against a small world of values.
#include "gateway/graphql/execution/execution.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include "gateway/graphql/execution/batch_loader.hpp"
#include "gateway/graphql/execution/engine.hpp"

namespace plaza::graphql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view sdl = R"(
type Query {
  word: String
  number: Int!
  big: Int
  color: Color
  broken: String
  brokenNeeded: String!
  thrown: String
  me: Person
  everybody: [Person!]!
  holes: [Int]
  brokenItems: [Int]
  needed: [Int!]
  someone(kind: String): Animal
  greet(name: String! = "you", times: Int): String
  echo(in: In): String
  later: String
  laterNeeded: String!
  laterBroken: String
  laterBrokenNeeded: String!
  friend: Person
}
type Mutation { add(n: Int!): Int addLater(n: Int!): Int fail: Int }
enum Color { RED GREEN }
interface Animal { name: String }
type Dog implements Animal { name: String bark: Int }
type Cat implements Animal { name: String meow: Int }
type Person { name: String! nickname: String mother: Person needs: String! later: String! brokenLater: String! }
input In { a: Int! b: [String!] c: Color = GREEN }
)";

struct Person {
  std::string name;
  const Person* mother = nullptr;
};

const Person eve{"Eve"};
const Person ann{"Ann", &eve};

struct World {
  int sum = 0;
  std::vector<std::string> events;
};

asio::awaitable<void> next_turn() {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
}

AsyncResolver later(Result<std::string> value) {
  return [value](Call) -> asio::awaitable<Result<Loaded>> {
    co_await next_turn();
    if (!value) co_return std::unexpected(value.error());
    co_return Loaded{.keep = nullptr, .write = [value](Slot& slot) { slot.string(*value); }};
  };
}

SchemaSpec world_spec() {
  auto spec = *read_sdl(sdl);
  const auto set = [&](std::string_view type, std::string_view field, Resolver resolver) {
    spec.type(type).field(field).resolve = std::move(resolver);
  };
  const auto broken = plaza::fail(Code::unavailable, "it is away", "AWAY");
  const auto fails = SyncResolver([broken](const Call&, Slot& slot) { slot.fail(broken.error()); });
  set("Query", "word", SyncResolver([](const Call&, Slot& slot) { slot.string("a \"word\""); }));
  set("Query", "number", SyncResolver([](const Call&, Slot& slot) { slot.integer(42); }));
  set("Query", "big", SyncResolver([](const Call&, Slot& slot) { slot.integer(1LL << 40); }));
  set("Query", "color", SyncResolver([](const Call&, Slot& slot) { slot.string("BLUE"); }));
  set("Query", "broken", fails);
  set("Query", "brokenNeeded", fails);
  set("Query", "thrown", SyncResolver([](const Call&, Slot&) { throw std::runtime_error("secret"); }));
  set("Query", "me", SyncResolver([](const Call&, Slot& slot) { slot.object(&ann); }));
  set("Query", "everybody", SyncResolver([](const Call&, Slot& slot) {
        slot.list(std::array{&ann, &eve}, [](Slot& item, const Person* person) { item.object(person); });
      }));
  const auto holes = SyncResolver([](const Call&, Slot& slot) {
    slot.list(std::array{1, 0, 3}, [](Slot& item, int value) { value == 0 ? item.null() : item.integer(value); });
  });
  set("Query", "holes", holes);
  set("Query", "needed", holes);
  set("Query", "brokenItems", SyncResolver([](const Call&, Slot& slot) {
        slot.list(std::array{1, 0, 3},
                  [](Slot& item, int value) { value == 0 ? item.string("?") : item.integer(value); });
      }));
  set("Query", "someone", SyncResolver([](const Call& call, Slot& slot) {
        slot.object(&ann, call.argument("kind").has_value() ? call.argument("kind").text() : "Dog");
      }));
  set("Query", "greet", SyncResolver([](const Call& call, Slot& slot) {
        const auto& times = call.argument("times");
        slot.string("hi " + std::string(call.argument("name").text()) +
                    (times.is_absent() ? ""
                     : times.is_null() ? " null"
                                       : " " + std::to_string(times.as_integer())));
      }));
  set("Query", "echo", SyncResolver([](const Call& call, Slot& slot) { slot.string(inspect(call.argument("in"))); }));
  set("Query", "later", later("later"));
  set("Query", "laterNeeded", later("later"));
  set("Query", "laterBroken", later(broken));
  set("Query", "laterBrokenNeeded", later(broken));
  set("Query", "friend", AsyncResolver([](Call) -> asio::awaitable<Result<Loaded>> {
        co_await next_turn();
        auto person = std::make_shared<Person>(Person{"Bob", &ann});
        co_return Loaded{.keep = person, .write = [raw = person.get()](Slot& slot) { slot.object(raw); }};
      }));
  set("Mutation", "add", SyncResolver([](const Call& call, Slot& slot) {
        auto& world = call.context<World>();
        world.sum = world.sum * 10 + static_cast<int>(call.argument("n").as_integer());
        slot.integer(world.sum);
      }));
  set("Mutation", "addLater", AsyncResolver([](Call call) -> asio::awaitable<Result<Loaded>> {
        co_await next_turn();
        auto& world = call.context<World>();
        world.sum = world.sum * 10 + static_cast<int>(call.argument("n").as_integer());
        co_return Loaded{.keep = nullptr, .write = [sum = world.sum](Slot& slot) { slot.integer(sum); }};
      }));
  set("Mutation", "fail", fails);
  for (const auto* animal : {"Dog", "Cat"}) {
    set(animal, "name", SyncResolver([](const Call& call, Slot& slot) { slot.string(call.object<Person>().name); }));
  }
  set("Dog", "bark", SyncResolver([](const Call&, Slot& slot) { slot.integer(1); }));
  set("Cat", "meow", SyncResolver([](const Call&, Slot& slot) { slot.integer(2); }));
  set("Person", "name", SyncResolver([](const Call& call, Slot& slot) { slot.string(call.object<Person>().name); }));
  set("Person", "mother", SyncResolver([](const Call& call, Slot& slot) {
        const auto* const mother = call.object<Person>().mother;
        mother == nullptr ? slot.null() : slot.object(mother);
      }));
  set("Person", "needs", fails);
  set("Person", "later", later("x"));
  set("Person", "brokenLater", later(broken));
  return spec;
}

class Executing : public testing::Test {
 protected:
  std::string run(std::string_view query, InputValue variables = {}) {
    asio::io_context io;
    Answer answer;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
          answer =
              co_await engine_.execute({.query = query, .variables = variables, .context = &world_}, io.get_executor());
        },
        asio::detached);
    io.run();
    return answer.body;
  }

  World world_;
  Engine engine_{*Schema::build(world_spec()), EngineOptions{}};
};

TEST_F(Executing, fields_come_in_the_order_of_the_query_under_their_aliases) {
  EXPECT_EQ(run("{ number word other: number __typename }"),
            R"({"data":{"number":42,"word":"a \"word\"","other":42,"__typename":"Query"}})");
  EXPECT_EQ(run("{ me { name ...f mother { name mother { name } } } } fragment f on Person { nickname }"),
            R"({"data":{"me":{"name":"Ann","nickname":null,"mother":{"name":"Eve","mother":null}}}})");
}

TEST_F(Executing, selections_of_one_name_are_merged) {
  EXPECT_EQ(run("{ me { name } ... { me { mother { name } } } me { name } }"),
            R"({"data":{"me":{"name":"Ann","mother":{"name":"Eve"}}}})");
}

TEST_F(Executing, skip_and_include_decide_for_each_request) {
  constexpr std::string_view query =
      "query q($a: Boolean!) { number @include(if: $a) word later: number number @skip(if: false) ... @skip(if: $a) { "
      "x: word } }";
  const auto with = [](bool value) {
    static InputMember member;
    member = {"a", InputValue::boolean(value)};
    return InputValue::object({&member, 1});
  };
  EXPECT_EQ(run(query, with(true)), R"({"data":{"number":42,"word":"a \"word\"","later":42}})");
  EXPECT_EQ(run(query, with(false)), R"({"data":{"word":"a \"word\"","later":42,"number":42,"x":"a \"word\""}})");
}

TEST_F(Executing, abstract_types_become_what_the_resolver_says) {
  EXPECT_EQ(run("{ someone { __typename name ... on Dog { bark } ... on Cat { meow } } }"),
            R"({"data":{"someone":{"__typename":"Dog","name":"Ann","bark":1}}})");
  EXPECT_EQ(run("{ someone(kind: \"Cat\") { ... on Animal { name } ... on Cat { meow } } }"),
            R"({"data":{"someone":{"name":"Ann","meow":2}}})");
  EXPECT_THAT(run("{ someone(kind: \"Person\") { name } }"),
              HasSubstr("Runtime Object type \\\"Person\\\" is not a possible type for \\\"Animal\\\"."));
}

TEST_F(Executing, arguments_are_coerced_with_their_defaults) {
  EXPECT_EQ(run("{ a: greet b: greet(name: \"x\", times: null) c: greet(times: 2) }"),
            R"({"data":{"a":"hi you","b":"hi x null","c":"hi you 2"}})");
  EXPECT_EQ(run("query q($n: String, $t: Int) { greet(name: $n, times: $t) }"), R"({"data":{"greet":"hi you"}})");
  EXPECT_EQ(run("query q($a: Int = 3) { echo(in: {a: $a, b: \"one\"}) }"),
            R"({"data":{"echo":"{ a: 3, b: [\"one\"], c: GREEN }"}})");
}

TEST_F(Executing, null_for_an_argument_that_must_not_be_is_an_error_of_the_field) {
  const InputMember null{"n", InputValue::null()};
  EXPECT_EQ(run("query q($n: String = \"x\") { greet(name: $n) number }", InputValue::object({&null, 1})),
            R"({"errors":[{"message":"Argument \"name\" of non-null type \"String!\" must not be null.",)"
            R"("locations":[{"line":1,"column":41}],"path":["greet"],"extensions":{"code":"INVALID_ARGUMENT"}}],)"
            R"("data":{"greet":null,"number":42}})");
}

TEST_F(Executing, results_that_do_not_fit_their_type_are_errors) {
  EXPECT_THAT(run("{ big }"), HasSubstr("Int cannot represent non 32-bit signed integer value: 1099511627776"));
  EXPECT_THAT(run("{ color }"), HasSubstr("Enum \\\"Color\\\" cannot represent value: \\\"BLUE\\\""));
}

TEST_F(Executing, an_error_has_its_place_its_path_and_its_code) {
  EXPECT_EQ(run("{ word\n broken }"),
            R"({"errors":[{"message":"it is away","locations":[{"line":2,"column":2}],"path":["broken"],)"
            R"("extensions":{"code":"UNAVAILABLE","reason":"AWAY"}}],"data":{"word":"a \"word\"","broken":null}})");
}

TEST_F(Executing, what_goes_wrong_inside_is_not_told) {
  const auto answer = run("{ thrown }");
  EXPECT_THAT(answer, HasSubstr("INTERNAL"));
  EXPECT_THAT(answer, testing::Not(HasSubstr("secret")));
}

TEST_F(Executing, null_goes_up_to_what_may_be_null) {
  EXPECT_THAT(run("{ brokenNeeded word }"), HasSubstr(R"("data":null})"));
  EXPECT_THAT(run("{ me { name needs } word }"), HasSubstr(R"("data":{"me":null,"word":"a \"word\""}})"));
  EXPECT_THAT(run("{ me { name mother { needs } } }"), HasSubstr(R"("path":["me","mother","needs"])"));
  EXPECT_THAT(run("{ me { name mother { needs } } }"), HasSubstr(R"("data":{"me":{"name":"Ann","mother":null}}})"));
  EXPECT_THAT(run("{ everybody { name needs } }"), HasSubstr(R"("data":null})"));
}

TEST_F(Executing, lists_keep_or_lose_their_nulls) {
  EXPECT_EQ(run("{ holes }"), R"({"data":{"holes":[1,null,3]}})");
  EXPECT_THAT(run("{ brokenItems }"), HasSubstr(R"("path":["brokenItems",1])"));
  EXPECT_THAT(run("{ brokenItems }"), HasSubstr(R"("data":{"brokenItems":[1,null,3]}})"));
  EXPECT_EQ(run("{ needed }"), R"({"errors":[{"message":"Cannot return null for non-nullable field Query.needed.",)"
                               R"("locations":[{"line":1,"column":3}],"path":["needed",1],)"
                               R"("extensions":{"code":"OUT_OF_RANGE"}}],"data":{"needed":null}})");
}

TEST_F(Executing, what_comes_later_stands_where_it_belongs) {
  EXPECT_EQ(run("{ number later friend { name mother { name later } } word }"),
            R"({"data":{"number":42,"later":"later","friend":{"name":"Bob","mother":{"name":"Ann","later":"x"}},)"
            R"("word":"a \"word\""}})");
}

TEST_F(Executing, null_goes_up_through_what_came_later) {
  EXPECT_THAT(run("{ laterBroken number }"), HasSubstr(R"("data":{"laterBroken":null,"number":42}})"));
  EXPECT_THAT(run("{ number laterBrokenNeeded later }"), HasSubstr(R"("data":null})"));
  EXPECT_THAT(run("{ word me { name brokenLater } number }"),
              HasSubstr(R"("data":{"word":"a \"word\"","me":null,"number":42}})"));
  EXPECT_THAT(run("{ friend { name mother { brokenLater } } number }"),
              HasSubstr(R"("data":{"friend":{"name":"Bob","mother":null},"number":42}})"));
  EXPECT_THAT(run("{ me { mother { later } brokenLater } number }"), HasSubstr(R"("data":{"me":null,"number":42}})"));
  EXPECT_THAT(run("{ friend { brokenLater } later }"), HasSubstr(R"("data":{"friend":null,"later":"later"}})"));
}

TEST_F(Executing, what_is_around_a_null_is_not_resolved_further) {
  EXPECT_THAT(run("{ me { later needs } }"), HasSubstr(R"("data":{"me":null}})"));
  EXPECT_THAT(run("{ me { brokenLater needs } }"), testing::Not(HasSubstr("brokenLater")));
}

TEST_F(Executing, mutations_run_one_after_the_other) {
  EXPECT_EQ(run("mutation { a: addLater(n: 1) b: add(n: 2) c: addLater(n: 3) d: add(n: 4) }"),
            R"({"data":{"a":1,"b":12,"c":123,"d":1234}})");
  EXPECT_THAT(run("mutation { fail add(n: 5) }"), HasSubstr(R"("data":{"fail":null,"add":12345}})"));
}

TEST(BatchLoader, what_is_asked_for_in_one_tick_leaves_as_one_call) {
  asio::io_context io;
  std::vector<std::vector<int>> calls;
  using Loader = BatchLoader<int, std::string>;
  const auto loader = std::make_shared<Loader>(
      io.get_executor(), 3, [&](std::vector<int> keys) -> asio::awaitable<Result<std::vector<Loader::Value>>> {
        calls.push_back(keys);
        co_await next_turn();
        std::vector<Loader::Value> values;
        values.reserve(keys.size());
        for (const auto key : keys)
          values.push_back(key == 4 ? nullptr : std::make_shared<std::string>(std::to_string(key)));
        co_return values;
      });
  std::vector<std::string> got;
  for (const auto key : {1, 2, 1, 3, 4}) {
    asio::co_spawn(
        io,
        [](std::shared_ptr<Loader> from, int wanted, std::vector<std::string>* out) -> asio::awaitable<void> {
          const auto value = co_await from->load(wanted);
          out->push_back(*value == nullptr ? "none" : **value);
        }(loader, key, &got),
        asio::detached);
  }
  io.run();
  EXPECT_THAT(calls, ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4)));
  EXPECT_THAT(got, testing::UnorderedElementsAre("1", "2", "1", "3", "none"));
}

}  // namespace
}  // namespace plaza::graphql
