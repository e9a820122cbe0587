#pragma once

#include <memory>
#include <stdexcept>
#include <string_view>

#include "gateway/graphql/schema/schema.hpp"

// The type system that the examples of the specification's chapter on validation use (September 2025, 5), with what
// they add in their course.
namespace plaza::graphql::test {

constexpr std::string_view pets = R"(
type Query {
  dog: Dog
  human: Human
  pet: Pet
  catOrDog: CatOrDog
  findDog(searchBy: FindDogInput): Dog
  arguments: Arguments
  findCat(searchBy: FindCatInput!): Cat
  booleanList(booleanListArg: [Boolean!]): Boolean
  pick(by: Pick): Int
}
type Mutation { addPet(pet: PetInput!): Pet }
type Subscription { newMessage: Message disallowedSecondRootField: Boolean }
type Message { body: String sender: String }
enum DogCommand { SIT DOWN HEEL }
type Dog implements Pet {
  name: String!
  nickname: String
  barkVolume: Int
  doesKnowCommand(dogCommand: DogCommand!): Boolean!
  isHouseTrained(atOtherHomes: Boolean): Boolean!
  owner: Human
  extra: Human
}
interface Sentient { name: String! }
interface Pet { name: String! }
type Alien implements Sentient { name: String! homePlanet: String }
type Human implements Sentient { name: String! pets: [Pet!] address: String }
enum CatCommand { JUMP }
type Cat implements Pet {
  name: String!
  nickname: String
  doesKnowCommand(catCommand: CatCommand!): Boolean!
  meowVolume: Int
}
union CatOrDog = Cat | Dog
union DogOrHuman = Dog | Human
union HumanOrAlien = Human | Alien
type Arguments {
  multipleRequirements(x: Int!, y: Int!): Int!
  booleanArgField(booleanArg: Boolean): Boolean
  floatArgField(floatArg: Float): Float
  intArgField(intArg: Int): Int
  nonNullBooleanArgField(nonNullBooleanArg: Boolean!): Boolean!
  booleanListArgField(booleanListArg: [Boolean]!): [Boolean]
  optionalNonNullBooleanArgField(optionalBooleanArg: Boolean! = false): Boolean!
  nonNullBooleanListField(nonNullBooleanListArg: [Boolean!]!): [Boolean!]
}
input FindDogInput { name: String owner: String }
input FindCatInput @oneOf { name: String id: Int }
input PetInput @oneOf { cat: CatInput dog: DogInput }
input CatInput { name: String! nickname: String meowVolume: Int }
input DogInput { name: String! nickname: String barkVolume: Int }
input Pick @oneOf { one: Int two: String }
directive @tag(name: String) repeatable on FIELD
)";

inline std::shared_ptr<const Schema> schema_of(std::string_view sdl) {
  const auto spec = read_sdl(sdl);
  if (!spec) throw std::runtime_error(spec.error().message);
  auto schema = Schema::build(*spec);
  if (!schema) throw std::runtime_error(schema.error().message);
  return *schema;
}

}  // namespace plaza::graphql::test
