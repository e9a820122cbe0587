// Somebody orders and watches it ship: the order, then its shipment, which Kafka brings about.
import { check, sleep } from 'k6';
import { Trend } from 'k6/metrics';
import { get, post } from '../lib/gateway.js';
import { iteration, tokenOf } from '../lib/people.js';
import * as profiles from '../lib/profiles.js';

export const options = profiles.options('orders', { rate: 100, p99: { order: 200, 'look at the order': 100 } });

// From the answer to the order until its shipment can be seen.
const shipped = new Trend('plaza_order_shipped', true);
const patience_s = 10;
const pause_s = 0.1;

export default function () {
  const number = iteration();
  const token = tokenOf(number);
  const total = 27000 + (number % 1000);
  const made = post('order', '/api/v1/orders', { customerName: 'caesar', totalPrice: total }, {
    token,
    expect: {
      'an order, and where it is': (r) =>
        r.status === 201 && r.json('totalPrice') === total && r.headers.Location.endsWith(r.json('id')),
    },
  });
  if (!made) return;
  const id = made.json('id');
  get('look at the order', `/api/v1/orders/${id}`, { token, expect: { 'that order': (r) => r.json('id') === id } });

  const began = Date.now();
  let shipment = null;
  while (!shipment && Date.now() - began < patience_s * 1000) {
    const answer = get('look for the shipment', `/api/v1/orders/${id}/shipment`, {
      token,
      also: [404],
      expect: { 'a shipment of that order, or none yet': (r) => r.status === 404 || r.json('orderId') === id },
    });
    if (answer && answer.status === 200) shipment = answer;
    else sleep(pause_s);
  }
  if (shipment) shipped.add(Date.now() - began);
  check(shipment, { 'the order has a shipment within ten seconds': (s) => s !== null });
}
