// Runs generated documents through the engine and graphql-js, and prints what they disagree on, as JSON lines.
//   node compare.mjs PIPE COUNT SEED      PIPE: the program plaza-graphql-pipe
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { execute, getIntrospectionQuery, parse, print, specifiedRules, validate } from 'graphql';
import { differences } from './differences.mjs';
import { Generator } from './generator.mjs';
import { root, worldFrom } from './world.mjs';

const [pipe, count, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const child = spawn(pipe, { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

async function ours(request) {
  child.stdin.write(`${JSON.stringify(request)}\n`);
  const { value, done } = await lines.next();
  if (done) throw new Error(`the engine ended on ${JSON.stringify(request)}`);
  return JSON.parse(value);
}

function theirs(schema, request) {
  let document;
  try {
    document = parse(request.query);
  } catch (error) {
    return { errors: [error.toJSON()] };
  }
  let errors;
  try {
    errors = validate(schema, document, specifiedRules, { maxErrors: 100 });
  } catch (error) {
    return { thrown: error.message };
  }
  if (errors.length > 0) return { errors: errors.map((error) => error.toJSON()) };
  const result = execute({
    schema,
    document,
    rootValue: root,
    variableValues: request.variables,
    operationName: request.operationName,
  });
  return { ...result, errors: result.errors?.map((error) => error.toJSON()) };
}

function comparable(answer) {
  let errors = (answer.errors ?? []).map(({ message, locations, path }) => ({ message, locations, path }));
  for (const difference of differences) {
    if (difference.ours) errors = errors.filter((error) => !difference.ours(error));
    if (difference.both) errors = difference.both(errors);
  }
  const texts = errors.map((error) => JSON.stringify(error)).sort();
  return JSON.stringify({ data: answer.data, errors: texts });
}

// A document that only we refuse, for a reason that has a name, has nothing more to compare.
function refusedByName(answer) {
  const named = (error) => differences.some((difference) => difference.ours?.(error));
  return answer.errors?.length > 0 && answer.data === undefined && answer.errors.every(named);
}

const introspection = (await ours({ query: getIntrospectionQuery({ oneOf: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true }) })).data;
const schema = worldFrom(introspection);
const figures = { documents: 0, valid: 0, disagreements: 0, named: 0 };
for (let i = 0; i < count; i++) {
  const request = new Generator(schema, seed * 1_000_003 + i + 1, [0, 3, 15, 60][i % 4]).document();
  const [mine, reference] = [await ours(request), theirs(schema, request)];
  figures.documents++;
  if (reference.data !== undefined) figures.valid++;
  const named = differences.some((difference) => difference.request?.(request.query, mine, reference));
  if (named || refusedByName(mine)) {
    figures.named++;
    continue;
  }
  if (comparable(mine) !== comparable(reference)) {
    figures.disagreements++;
    console.log(JSON.stringify({ request, ours: mine, theirs: reference }));
  } else if (reference.data !== undefined) {
    const printed = await ours({ print: request.query });
    if (printed !== print(parse(request.query))) {
      figures.disagreements++;
      console.log(JSON.stringify({ request, ours: printed, theirs: print(parse(request.query)) }));
    }
  }
}
child.stdin.end();
console.log(JSON.stringify(figures));
