// The world of numbers of world.cpp, for graphql-js: the same schema by introspection, the same values by the same rule.
import {
  GraphQLError,
  buildClientSchema,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';

const utf8 = new TextEncoder();

export function mix(number, text) {
  let hash = (number ^ 2166136261) >>> 0;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash;
}

function canonical(value) {
  if (value === null) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map((item) => `${canonical(item)},`).join('')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value).map(([name, member]) => `${name}:${canonical(member)},`).join('')}}`;
  }
  return String(value);
}

function scalar(type, number) {
  switch (type.name) {
    case 'Int':
      return (number % 2001) - 1000;
    case 'Float':
      return (number % 1000) / 8;
    case 'String':
      return `s${number % 1000} "ü😀"\n`;
    case 'Boolean':
      return number % 2 === 0;
    case 'ID':
      return String(number % 100000);
    default:
      return `c${number % 100}`;
  }
}

function value(schema, type, number) {
  if (isNonNullType(type)) {
    if (number % 97 === 0) return null;
  } else {
    if (number % 7 === 0) return null;
    if (number % 31 === 1) return new GraphQLError(`boom ${number}`);
  }
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return Array.from({ length: number % 4 }, (_, i) => value(schema, inner.ofType, mix(number, String(i))));
  }
  if (isScalarType(inner)) return scalar(inner, number);
  if (isEnumType(inner)) return inner.getValues()[number % inner.getValues().length].value;
  const possible = isObjectType(inner) ? [inner] : [...schema.getPossibleTypes(inner)];
  possible.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { number, __typename: possible[number % possible.length].name };
}

export const root = { number: 1 };

export function worldFrom(introspection) {
  const schema = buildClientSchema(introspection);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = (source, args) => {
        let number = mix(source.number, field.name);
        for (const argument of field.args) {
          if (argument.name in args) number = mix(number, `${argument.name}=${canonical(args[argument.name])}`);
        }
        return value(schema, field.type, number);
      };
    }
  }
  return schema;
}
