// A city's day: all journeys side by side, as often as they come.
import booking, { setup as openTheDay } from './booking-rush.js';
import map from './mask-map-rest.js';
import nearest from './mask-map-graphql.js';
import order from './orders.js';
import * as profiles from '../lib/profiles.js';

const weights = { look: 0.45, ask: 0.35, book: 0.1, buy: 0.1 };

export const options = profiles.options('mix', {
  rate: 200,
  p99: { map: 250, nearest: 100, 'nearest by GraphQL': 100, station: 100, book: 200, order: 200 },
  weights,
});

export const setup = openTheDay;
export const look = map;
export const ask = nearest;
export const book = booking;
export const buy = order;

// For runs that say themselves how much (--vus, --duration): one journey after the other, by the same weights.
export default function () {
  let chance = Math.random();
  for (const [name, share] of Object.entries(weights)) {
    chance -= share;
    if (chance <= 0) return journeys[name]();
  }
  return look();
}

const journeys = { look, ask, book, buy };
