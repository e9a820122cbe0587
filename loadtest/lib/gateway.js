// What every journey does with the gateway: sends, checks, and counts what was served and what was shed.
import http from 'k6/http';
import { check } from 'k6';
import { Counter, Rate } from 'k6/metrics';

export const url = (__ENV.PLAZA_URL || 'http://127.0.0.1:8080').replace(/\/$/, '');

// Goodput: what was answered as it should be. A request that is shed (429, or 503 with Retry-After) is told to come
// later; under a spike that is right, and no failure of the server, but none of its goodput either.
const served = new Counter('plaza_served');
const shed = new Rate('plaza_shed');

// k6 counts every other status as failed (http_req_failed), but for those that a step names in `also`.
const usual = [{ min: 200, max: 399 }, 429, 503];

// Sends one request of a step of the journey. `expect` looks at the answer: { what it checks: (response) => boolean }.
// `also`: statuses that are right here beside 2xx and 3xx.
// Answers the response, or null when it was shed or an expectation failed.
export function send(step, method, path, { body, token, headers = {}, expect = {}, also = [] } = {}) {
  const all = { ...headers };
  if (body !== undefined) all['Content-Type'] = 'application/json';
  if (token) all.Authorization = `Bearer ${token}`;
  const text = body === undefined ? null : JSON.stringify(body);
  const response = http.request(method, `${url}${path}`, text, {
    headers: all,
    tags: { step, name: step },
    responseCallback: http.expectedStatuses(...usual, ...also),
  });
  const refused = response.status === 429 || response.status === 503;
  shed.add(refused, { step });
  if (refused) {
    check(response, { 'a refusal says when to come back': (r) => r.headers['Retry-After'] !== undefined }, { step });
    return null;
  }
  if (!check(response, safely(expect), { step })) return null;
  served.add(1, { step });
  return response;
}

// An answer that cannot be read is not what was expected; it is no reason to end the journey's script.
function safely(expect) {
  const looks = {};
  for (const [what, holds] of Object.entries(expect)) {
    looks[what] = (response) => {
      try {
        return Boolean(holds(response));
      } catch (_) {
        return false;
      }
    };
  }
  return looks;
}

export function get(step, path, options) {
  return send(step, 'GET', path, options);
}

export function post(step, path, body, options) {
  return send(step, 'POST', path, { ...options, body });
}

// A GraphQL operation; `expect` looks at its data. Answers the data, or null.
export function query(step, document, variables, { expect = {}, token } = {}) {
  const looks = { 'no errors': (r) => r.status === 200 && r.json('errors') === undefined };
  for (const [what, holds] of Object.entries(expect)) looks[what] = (r) => holds(r.json('data'));
  const response = post(step, '/graphql', { query: document, variables }, { expect: looks, token });
  return response && response.json('data');
}
