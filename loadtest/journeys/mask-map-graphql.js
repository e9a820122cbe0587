// Somebody looks for masks, as the web client asks: 20 nearest pharmacies with what the map shows of each.
import { query } from '../lib/gateway.js';
import { somewhere } from '../lib/places.js';
import * as profiles from '../lib/profiles.js';

export const options = profiles.options('mask-map-graphql', { rate: 200, p99: { 'nearest by GraphQL': 100 } });

const nearest = `query Nearest($near: PointInput!) {
  pharmacies(near: $near, first: 20) {
    edges { node { id name address distance mask { adult child updatedAt stale } } }
  }
}`;

export default function () {
  query('nearest by GraphQL', nearest, { near: somewhere() }, {
    expect: { 'twenty, nearest first': (data) => sound(data.pharmacies.edges.map((edge) => edge.node)) },
  });
}

function sound(nodes) {
  return nodes.length === 20 && nodes.every((one, i) => i === 0 || one.distance >= nodes[i - 1].distance);
}
