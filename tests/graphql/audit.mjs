// All audits of graphql-http against an address; prints each as a JSON line.
//   node audit.mjs URL
import { auditServer } from 'graphql-http';

const url = process.argv[2];
for (const result of await auditServer({ url, fetchFn: fetch })) {
  console.log(JSON.stringify({ id: result.id, name: result.name, status: result.status, reason: result.reason }));
}
