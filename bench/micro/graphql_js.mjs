// What graphql-js takes to parse and validate a document, when it is warm: the median of its rounds, as CPU time.
//   node graphql_js.mjs FILE
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';

const warming = 2000;
const rounds = 21;
const documentsPerRound = 100;
const source = readFileSync(process.argv[2], 'utf8');
const schema = buildSchema('type Query { a: Int }');

function work(times) {
  let errors = 0;
  for (let i = 0; i < times; i++) errors += validate(schema, parse(source)).length;
  if (errors > 0) throw new Error('the document is not valid');
}

work(warming);
const each = [];
for (let round = 0; round < rounds; round++) {
  const begun = process.cpuUsage();
  work(documentsPerRound);
  const used = process.cpuUsage(begun);
  each.push((used.user + used.system) / documentsPerRound);
}
each.sort((a, b) => a - b);
console.log(JSON.stringify({ microseconds: each[Math.floor(rounds / 2)] }));
