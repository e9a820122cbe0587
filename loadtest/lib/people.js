// Who comes: tokens that ./plaza loadtest made before, and persons that nobody has been yet.
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';

// [{sub, token}], one array for all virtual users; empty without PLAZA_TOKENS.
const tokens = new SharedArray('tokens', () => (__ENV.PLAZA_TOKENS ? JSON.parse(open(__ENV.PLAZA_TOKENS)) : []));

// A token of somebody, the same for the same number; empty: nobody has one.
export function tokenOf(number) {
  return tokens.length ? tokens[number % tokens.length].token : '';
}

// A number that no other iteration of this run has, in this runner or another one.
const runner = Number(__ENV.RUNNER || 0);
const runners = Number(__ENV.RUNNERS || 1);
export function iteration() {
  return exec.scenario.iterationInTest * runners + runner;
}

// So that a second run meets nobody of the first: where its persons begin.
const first = Number(__ENV.FIRST_PERSON || 0);

// A Malaysian identity number (six digits of a birthday, two of a place, four of a series) that is another one for each
// number below 47 million.
export function nric(number) {
  let rest = (first + number) % 47040000;
  const take = (count) => {
    const digit = rest % count;
    rest = Math.floor(rest / count);
    return digit;
  };
  const two = (value) => String(value).padStart(2, '0');
  const serial = String(take(10000)).padStart(4, '0');
  const day = take(28) + 1;
  const month = take(12) + 1;
  const place = take(14) + 1;
  return `${two(take(100))}${two(month)}${two(day)}${two(place)}${serial}`;
}
