// Where the engine and graphql-js 16.15.0 differ, and why the engine is right to. A difference changes both answers to
// what they agree on; what is still different then has no name, and is a failure.
export const differences = [
  {
    name: 'subscription-conditions',
    why: 'The September 2025 edition allows no @skip and @include on the root selections of a subscription (5.2.4.1).',
    ours: (error) => /must not use `@skip` or `@include` directives/.test(error.message),
  },
  {
    name: 'one-of-behind-non-null',
    why: 'A variable in a OneOf input object has to be non-null wherever that object stands (5.8.5); graphql-js looks only where the position itself may be null.',
    ours: (error) => /must be non-nullable to be used for OneOf Input Object/.test(error.message),
  },
  {
    name: 'finite-floats',
    why: 'A Float that IEEE 754 has no finite number for is an error (3.5.2); graphql-js makes it Infinity.',
    ours: (error) => /Float cannot represent non numeric value: -?\d/.test(error.message),
  },
  {
    name: 'type-definitions-beside-operations',
    why: 'A document with type definitions is refused for them; what else is wrong with it is not told.',
    both: (errors) => {
      const definitions = errors.filter((error) => /definition is not executable/.test(error.message));
      return definitions.length > 0 ? definitions : errors;
    },
  },
  {
    name: 'merge-conflicts-once',
    why: 'Of fields that cannot be merged it is told that they cannot; which of the pairs come first is of no matter.',
    both: (errors) => {
      const conflicts = errors.filter((error) => /conflict because/.test(error.message));
      if (conflicts.length <= 1) return errors;
      return [...errors.filter((error) => !conflicts.includes(error)), { message: 'conflicts' }];
    },
  },
  {
    name: 'order-of-suggested-types',
    why: 'Which types have a field is told in an order of its own: that of graphql-js is none for types that are neither above nor below each other.',
    both: (errors) =>
      errors.map((error) => {
        const [head, list] = error.message.split(' Did you mean to use an inline fragment on ');
        return list === undefined ? error : { ...error, message: head + [...list.matchAll(/"(\w+)"/g)].map((match) => match[1]).sort() };
      }),
  },
  {
    name: 'subscriptions-need-a-connection',
    why: 'graphql-js executes a subscription given to execute() as if it were a query.',
    request: (source, ours) => ours.errors?.some((error) => /Subscriptions need a connection/.test(error.message)),
  },
  {
    name: 'validation-that-throws',
    why: 'Where a subscription has a faulty @skip or @include, validate() of graphql-js throws instead of telling.',
    request: (source, ours, theirs) => theirs.thrown !== undefined && ours.errors?.length > 0,
  },
  {
    name: 'null-for-a-condition',
    why: 'The reference throws out of collecting fields when a variable of @skip or @include is null; here null is false.',
    request: (source, ours, theirs) =>
      theirs.errors?.some((error) => /Argument "if" of non-null type "Boolean!" must not be null/.test(error.message)),
  },
  {
    name: 'arguments-of-unknown-directives',
    why: 'graphql-js checks the arguments of a directive that nobody knows by the field that it stands on.',
    request: (source) => /@(unknown|undefined)\s*\(/.test(source),
  },
];
