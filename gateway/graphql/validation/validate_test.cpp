// The examples of the specification, section by section (September 2025, 5).
#include "gateway/graphql/validation/validate.hpp"

#include <ctime>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "gateway/graphql/language/location.hpp"
#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/validation/pets_test.hpp"

namespace plaza::graphql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Validate : public testing::Test {
 protected:
  // Each error as "message 1:2 3:4".
  std::vector<std::string> errors(std::string_view source, const ValidationOptions& options = {}) {
    const auto document = parse(source);
    if (!document) return {document.error().message};
    std::vector<std::string> out;
    for (const auto& error : validate(*schema_, **document, options).errors) {
      auto& text = out.emplace_back(error.message);
      for (const auto at : error.at) {
        const auto [line, column] = locate(source, at);
        text += " " + std::to_string(line) + ":" + std::to_string(column);
      }
    }
    return out;
  }

  std::shared_ptr<const Schema> schema_ = test::schema_of(test::pets);
};

TEST_F(Validate, s5_1_documents_hold_only_what_can_be_executed) {
  EXPECT_THAT(errors("query q { dog { name } } extend type Dog { color: String }"),
              ElementsAre("The \"Dog\" definition is not executable. 1:26"));
}

TEST_F(Validate, s5_2_operations_have_names_of_their_own) {
  EXPECT_THAT(errors("query a { dog { name } } query b { dog { owner { name } } }"), IsEmpty());
  EXPECT_THAT(errors("query a { dog { name } } mutation a { addPet(pet: {cat: {name: \"x\"}}) { name } }"),
              ElementsAre("There can be only one operation named \"a\". 1:7 1:35"));
  EXPECT_THAT(errors("{ dog { name } } query a { dog { name } }"),
              ElementsAre("This anonymous operation must be the only defined operation. 1:1"));
}

TEST_F(Validate, s5_2_subscriptions_have_one_root_field) {
  EXPECT_THAT(errors("subscription sub { newMessage { body sender } }"), IsEmpty());
  EXPECT_THAT(errors("subscription sub { ...f } fragment f on Subscription { newMessage { body } }"), IsEmpty());
  EXPECT_THAT(errors("subscription sub { newMessage { body } disallowedSecondRootField }"),
              ElementsAre("Subscription \"sub\" must select only one top level field. 1:40"));
  EXPECT_THAT(errors("subscription { __typename }"),
              ElementsAre("Anonymous Subscription must not select an introspection top level field. 1:16"));
  EXPECT_THAT(errors("subscription s($b: Boolean!) { newMessage @include(if: $b) { body } }"),
              ElementsAre(HasSubstr("must not use `@skip` or `@include`")));
}

TEST_F(Validate, s5_3_1_fields_exist) {
  EXPECT_THAT(errors("{ dog { meowVolume } }"),
              ElementsAre("Cannot query field \"meowVolume\" on type \"Dog\". Did you mean \"barkVolume\"? 1:9"));
  EXPECT_THAT(errors("{ pet { nickname } }"),
              ElementsAre("Cannot query field \"nickname\" on type \"Pet\". Did you mean "
                          "to use an inline fragment on \"Cat\" or \"Dog\"? 1:9"));
  EXPECT_THAT(errors("{ catOrDog { name } }"),
              ElementsAre(HasSubstr("inline fragment on \"Pet\", \"Cat\", or \"Dog\"")));
  EXPECT_THAT(errors("{ catOrDog { __typename ... on Pet { name } } }"), IsEmpty());
  EXPECT_THAT(errors("{ dog { meowVolume } }", {.suggestions = Suggestions::hidden}),
              ElementsAre("Cannot query field \"meowVolume\" on type \"Dog\". 1:9"));
}

TEST_F(Validate, s5_3_2_fields_of_one_name_are_one_field) {
  EXPECT_THAT(errors("{ dog { name name other: name other: name } }"), IsEmpty());
  EXPECT_THAT(
      errors("{ dog { name: nickname name } }"),
      ElementsAre("Fields \"name\" conflict because \"nickname\" and \"name\" are different fields. Use different "
                  "aliases on the fields to fetch both if this was intentional. 1:9 1:24"));
  EXPECT_THAT(errors("{ dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: HEEL) } }"),
              ElementsAre(HasSubstr("they have differing arguments")));
  EXPECT_THAT(
      errors("query q($c: DogCommand!) { dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: $c) } }"),
      ElementsAre(HasSubstr("they have differing arguments")));
  EXPECT_THAT(errors("{ pet { ... on Dog { volume: barkVolume } ... on Cat { volume: meowVolume } } }"), IsEmpty());
  EXPECT_THAT(errors("{ pet { ... on Dog { v: barkVolume } ... on Cat { v: nickname } } }"),
              ElementsAre(HasSubstr("they return conflicting types \"Int\" and \"String\"")));
}

TEST_F(Validate, s5_3_2_conflicts_are_found_inside_and_through_fragments) {
  EXPECT_THAT(
      errors("{ dog { owner { x: name } } dog { owner { x: address } } }"),
      ElementsAre(HasSubstr("subfields \"owner\" conflict because subfields \"x\" conflict because \"name\" and "
                            "\"address\" are different fields")));
  EXPECT_THAT(errors("{ dog { ...a ...b } } fragment a on Dog { x: name } fragment b on Dog { x: nickname }"),
              ElementsAre(HasSubstr("different fields")));
}

TEST_F(Validate, s5_3_3_leaves_have_no_selections_and_the_rest_have) {
  EXPECT_THAT(errors("{ dog { barkVolume { sinceWhen } } }"),
              ElementsAre("Field \"barkVolume\" must not have a selection since type \"Int\" has no subfields. 1:20"));
  EXPECT_THAT(errors("{ human }"),
              ElementsAre("Field \"human\" of type \"Human\" must have a selection of subfields. Did "
                          "you mean \"human { ... }\"? 1:3"));
}

TEST_F(Validate, s5_4_arguments_are_known_unique_and_there) {
  EXPECT_THAT(
      errors("{ dog { doesKnowCommand(command: CLEAN_UP_HOUSE) } }"),
      ElementsAre("Unknown argument \"command\" on field \"Dog.doesKnowCommand\". Did you mean \"dogCommand\"? 1:25",
                  "Field \"doesKnowCommand\" argument \"dogCommand\" of type \"DogCommand!\" is required, but it was "
                  "not provided. 1:9"));
  EXPECT_THAT(errors("{ dog { name @include(unless: false) } }"),
              ElementsAre("Unknown argument \"unless\" on directive \"@include\". 1:23",
                          "Directive \"@include\" argument \"if\" of type \"Boolean!\" is required, but it was not "
                          "provided. 1:14"));
  EXPECT_THAT(errors("{ arguments { intArgField(intArg: 1, intArg: 2) } }"),
              ElementsAre("There can be only one argument named \"intArg\". 1:27 1:38"));
  EXPECT_THAT(
      errors("{ arguments { optionalNonNullBooleanArgField nonNullBooleanArgField(nonNullBooleanArg: null) } }"),
      ElementsAre("Expected value of type \"Boolean!\", found null. 1:88"));
}

TEST_F(Validate, s5_5_1_fragments_are_unique_used_and_on_composite_types) {
  EXPECT_THAT(errors("{ dog { ...f } } fragment f on Dog { name } fragment f on Dog { nickname }"),
              ElementsAre("There can be only one fragment named \"f\". 1:27 1:54"));
  EXPECT_THAT(errors("{ dog { ...f } } fragment f on NotInSchema { name }"),
              ElementsAre(HasSubstr("Unknown type \"NotInSchema\".")));
  EXPECT_THAT(errors("{ dog { ...f } } fragment f on Int { something }"),
              ElementsAre("Fragment \"f\" cannot condition on non composite type \"Int\". 1:32"));
  EXPECT_THAT(errors("{ dog { ... on Boolean { x } } }"),
              ElementsAre("Fragment cannot condition on non composite type \"Boolean\". 1:16"));
  EXPECT_THAT(errors("{ dog { name } } fragment f on Dog { name }"), ElementsAre("Fragment \"f\" is never used. 1:18"));
}

TEST_F(Validate, s5_5_2_spreads_have_a_target_no_cycle_and_a_meaning) {
  EXPECT_THAT(errors("{ dog { ...undefined } }"), ElementsAre("Unknown fragment \"undefined\". 1:12"));
  EXPECT_THAT(errors("{ dog { ...a } } fragment a on Dog { ...b } fragment b on Dog { ...a }"),
              ElementsAre("Cannot spread fragment \"a\" within itself via \"b\". 1:38 1:65"));
  EXPECT_THAT(errors("{ dog { ...a } } fragment a on Dog { ...a }"),
              ElementsAre("Cannot spread fragment \"a\" within itself. 1:38"));
  EXPECT_THAT(
      errors("{ dog { ... on Cat { meowVolume } } }"),
      ElementsAre("Fragment cannot be spread here as objects of type \"Dog\" can never be of type \"Cat\". 1:9"));
  EXPECT_THAT(
      errors("{ human { ...f } } fragment f on Pet { name }"),
      ElementsAre(
          "Fragment \"f\" cannot be spread here as objects of type \"Human\" can never be of type \"Pet\". 1:11"));
  EXPECT_THAT(errors("{ pet { ... on DogOrHuman { ... on Dog { barkVolume } } } }"), IsEmpty());
}

TEST_F(Validate, s5_6_values_fit_their_types) {
  EXPECT_THAT(errors("{ arguments { booleanArgField(booleanArg: true) floatArgField(floatArg: 1) } }"), IsEmpty());
  EXPECT_THAT(errors("{ arguments { intArgField(intArg: \"123\") } }"),
              ElementsAre("Int cannot represent non-integer value: \"123\" 1:35"));
  EXPECT_THAT(errors("{ findDog(searchBy: { favoriteCookieFlavor: \"Bacon\" }) { name } }"),
              ElementsAre("Field \"favoriteCookieFlavor\" is not defined by type \"FindDogInput\". 1:23"));
  EXPECT_THAT(errors("{ findDog(searchBy: { name: \"Fido\", name: \"Fido\" }) { name } }"),
              ElementsAre("There can be only one input field named \"name\". 1:23 1:37"));
  EXPECT_THAT(errors("mutation { addPet(pet: { cat: { nickname: \"x\" } }) { name } }"),
              ElementsAre("Field \"CatInput.name\" of required type \"String!\" was not provided. 1:31"));
  EXPECT_THAT(
      errors("{ dog { doesKnowCommand(dogCommand: \"SIT\") } }"),
      ElementsAre(
          "Enum \"DogCommand\" cannot represent non-enum value: \"SIT\". Did you mean the enum value \"SIT\"? 1:37"));
  EXPECT_THAT(errors("{ findDog(searchBy: [1]) { name } }"),
              ElementsAre("Expected value of type \"FindDogInput\", found [1]. 1:21"));
}

TEST_F(Validate, s5_6_one_of_takes_exactly_one) {
  EXPECT_THAT(errors("mutation { addPet(pet: { cat: { name: \"Brontie\" } }) { name } }"), IsEmpty());
  EXPECT_THAT(errors("mutation { addPet(pet: { cat: { name: \"a\" }, dog: { name: \"b\" } }) { name } }"),
              ElementsAre("OneOf Input Object \"PetInput\" must specify exactly one key. 1:24"));
  EXPECT_THAT(errors("mutation { addPet(pet: { dog: null }) { name } }"),
              ElementsAre("Field \"PetInput.dog\" must be non-null. 1:24"));
  EXPECT_THAT(
      errors("query q($n: Int) { pick(by: { one: $n }) }"),
      ElementsAre("Variable \"$n\" is of type \"Int\" but must be non-nullable to be used for OneOf Input Object "
                  "\"Pick\". 1:9 1:36"));
  EXPECT_THAT(errors("mutation m($d: DogInput) { addPet(pet: { dog: $d }) { name } }"),
              ElementsAre(HasSubstr("must be non-nullable")));
}

TEST_F(Validate, s5_7_directives_are_known_placed_and_unique) {
  EXPECT_THAT(errors("{ dog { name @nothing } }"), ElementsAre("Unknown directive \"@nothing\". 1:14"));
  EXPECT_THAT(errors("query @skip(if: true) { dog { name } }"),
              ElementsAre("Directive \"@skip\" may not be used on QUERY. 1:7"));
  EXPECT_THAT(errors("{ dog @skip(if: true) @skip(if: false) { name } }"),
              ElementsAre("The directive \"@skip\" can only be used once at this location. 1:7 1:23"));
  EXPECT_THAT(errors("{ dog @tag(name: \"a\") @tag(name: \"b\") { name } }"), IsEmpty());
}

TEST_F(Validate, s5_8_variables_are_unique_inputs_defined_used_and_fit) {
  EXPECT_THAT(errors("query q($a: Boolean, $a: Boolean) { dog { isHouseTrained(atOtherHomes: $a) } }"),
              ElementsAre("There can be only one variable named \"$a\". 1:10 1:23"));
  EXPECT_THAT(errors("query q($cat: Cat) { dog { name } }"),
              ElementsAre("Variable \"$cat\" cannot be non-input type \"Cat\". 1:15",
                          "Variable \"$cat\" is never used in operation \"q\". 1:9"));
  EXPECT_THAT(errors("query q { dog { isHouseTrained(atOtherHomes: $a) } }"),
              ElementsAre("Variable \"$a\" is not defined by operation \"q\". 1:46 1:1"));
  EXPECT_THAT(errors("query q { dog { ...f } } fragment f on Dog { isHouseTrained(atOtherHomes: $a) }"),
              ElementsAre("Variable \"$a\" is not defined by operation \"q\". 1:75 1:1"));
  EXPECT_THAT(errors("query ($a: Boolean) { dog { name } }"), ElementsAre("Variable \"$a\" is never used. 1:8"));
  EXPECT_THAT(errors("query q($i: Int) { arguments { booleanArgField(booleanArg: $i) } }"),
              ElementsAre("Variable \"$i\" of type \"Int\" used in position expecting type \"Boolean\". 1:9 1:60"));
  EXPECT_THAT(errors("query q($l: [Boolean]) { arguments { nonNullBooleanListField(nonNullBooleanListArg: $l) } }"),
              ElementsAre(HasSubstr("of type \"[Boolean]\" used in position expecting type \"[Boolean!]!\"")));
  EXPECT_THAT(errors("query q($b: Boolean) { arguments { optionalNonNullBooleanArgField(optionalBooleanArg: $b) } }"),
              IsEmpty());
  EXPECT_THAT(errors("query q($b: Boolean = true) { arguments { nonNullBooleanArgField(nonNullBooleanArg: $b) } }"),
              IsEmpty());
  EXPECT_THAT(errors("query q($x: [Unknown!]) { dog { name } }"),
              testing::Contains(HasSubstr("Unknown type \"Unknown\".")));
}

TEST_F(Validate, introspection_has_a_bottom) {
  EXPECT_THAT(errors("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"),
              ElementsAre("Maximum introspection depth exceeded 1:3"));
  EXPECT_THAT(errors("{ __schema { types { ...t } } } fragment t on __Type { fields { type { ...u } } } "
                     "fragment u on __Type { fields { type { inputFields { name } } } }"),
              ElementsAre("Maximum introspection depth exceeded 1:3"));
}

TEST_F(Validate, errors_are_bounded) {
  std::string source = "{ dog {";
  for (int i = 0; i < 200; ++i) source += " unknown" + std::to_string(i);
  const auto all = errors(source + " } }");
  EXPECT_EQ(all.size(), 101U);
  EXPECT_EQ(all.back(), "Too many validation errors, error limit reached. Validation aborted.");
}

// Each takes a document that is as large as the limits let it be, and must be over within the second of the bar; on
// this machine they take milliseconds.
class HostileDocuments : public Validate {
 protected:
  void expect_quick(const std::string& source) {
    const auto begun = cpu_seconds();
    const auto document = parse(source);
    if (document) validate(*schema_, **document);
    EXPECT_LT(cpu_seconds() - begun, 1.0);
  }

  // Of this thread: what neighbours take meanwhile is not in it.
  static double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  static std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  }
};

TEST_F(HostileDocuments, fragments_that_spread_the_next_twice) {
  std::string source = "{ dog { ...f0 } }";
  for (int i = 0; i < 40; ++i) {
    source +=
        fmt::format(" fragment f{} on Dog {{ a: owner {{ pets {{ ...f{} }} }} b: owner {{ pets {{ ...f{} }} }} }}", i,
                    i + 1, i + 1);
  }
  expect_quick(source + " fragment f40 on Dog { name }");
}

TEST_F(HostileDocuments, long_chains_and_cycles_of_fragments) {
  std::string source = "{ dog { ...f0 } }";
  for (int i = 0; i < 1000; ++i) {
    source += " fragment f" + std::to_string(i) + " on Dog { ...f" + std::to_string((i + 1) % 1000) + " x: name }";
  }
  expect_quick(source);
}

TEST_F(HostileDocuments, thousands_of_fields_that_are_one) {
  expect_quick("{ dog {" + repeated(" name", 9'900) + " } }");
  expect_quick("{" + repeated(" dog { name }", 2'400) + " }");
  expect_quick("{" + repeated(" dog { x: name }", 900) + repeated(" dog { x: nickname }", 900) + " }");
}

TEST_F(HostileDocuments, many_arguments_directives_and_variables) {
  expect_quick("{ dog { name" + repeated(" @skip(if: true)", 1'500) + " } }");
  expect_quick("{ dog { isHouseTrained(" + repeated(" a: 1", 3'000) + ") } }");
  expect_quick("query(" + repeated("$a: Int ", 2'400) + ") { dog { name } }");
  expect_quick("{ booleanList(booleanListArg: [" + repeated("true ", 9'900) + "]) }");
}

}  // namespace
}  // namespace plaza::graphql
