// Prints the introspection query of graphql-js.
import { getIntrospectionQuery } from 'graphql';

console.log(JSON.stringify({ query: getIntrospectionQuery() }));
