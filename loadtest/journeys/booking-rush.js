// The rush when bookings open: everybody looks at the days of one station and books one, each person once.
import { fail } from 'k6';
import { get, post, send } from '../lib/gateway.js';
import { iteration, nric, tokenOf } from '../lib/people.js';
import * as profiles from '../lib/profiles.js';

export const options = profiles.options('booking-rush', { rate: 100, p99: { station: 100, book: 200, 'read back': 100 } });

const station = __ENV.STATION || 'PWTC';
// Apart from the days that the fleet begins with, so that nobody is in the way of other tests.
const date = __ENV.DATE || '2040-06-01';
const places = Number(__ENV.PLACES || 1000000);

// Opens the day. Needs a token with the scope `operator`; ./plaza loadtest makes one.
export function setup() {
  if (!__ENV.PLAZA_OPERATOR) return;
  const opened = send('open the day', 'PUT', `/api/v1/stations/${station}/days/${date}`, {
    body: { capacity: places },
    token: __ENV.PLAZA_OPERATOR,
    expect: { 'the day is open': (r) => r.status === 200 },
  });
  if (!opened) fail(`the day ${date} of ${station} cannot be opened`);
}

export default function () {
  const number = iteration();
  const token = tokenOf(number);
  get('station', `/api/v1/stations/${station}`, {
    expect: { 'its days, in order': (r) => r.status === 200 && inOrder(r.json('days')) },
  });
  const booked = post('book', '/api/v1/bookings', person(number), {
    token,
    also: [409],
    expect: {
      'a booking, or word that no place is left': (r) =>
        (r.status === 201 && r.json('status') === 'ACTIVE' && r.json('date') === date) || full(r),
    },
  });
  if (!booked || booked.status !== 201) return;
  const id = booked.json('id');
  get('read back', `/api/v1/bookings/${id}`, {
    token,
    expect: { 'what was booked can be read': (r) => r.status === 200 && r.json('station') === station },
  });
}

function person(number) {
  return {
    station,
    date,
    firstName: 'Nur Aisyah',
    lastName: 'binti Ahmad',
    address: '12, Jalan Tun Ismail, Kuala Lumpur',
    phoneNumber: '0123456789',
    mysejahteraId: nric(number),
  };
}

function inOrder(days) {
  return days.length > 0 && days.every((day, i) => i === 0 || days[i - 1].date < day.date);
}

function full(response) {
  return response.status === 409 && response.json('detail').includes('fully booked');
}
