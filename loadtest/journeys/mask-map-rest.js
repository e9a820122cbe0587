// Somebody looks for masks: the map, the nearest pharmacies with stock, and one of them.
import { get } from '../lib/gateway.js';
import { somewhere } from '../lib/places.js';
import * as profiles from '../lib/profiles.js';

export const options = profiles.options('mask-map-rest', { rate: 200, p99: { map: 250, nearest: 100, pharmacy: 100 } });

let known = '';

export default function () {
  // As a browser: the map once, then only whether it has changed.
  const map = get('map', '/api/v1/pharmacies/map', {
    headers: known ? { 'If-None-Match': known } : { 'Accept-Encoding': 'gzip' },
    expect: {
      'a map, or word that it is the same': (r) => r.status === 304 || (r.status === 200 && r.body.length > 1000),
    },
  });
  if (map) known = map.headers.Etag || known;

  const here = somewhere();
  const near = `near=${here.latitude},${here.longitude}`;
  const nearest = get('nearest', `/api/v1/pharmacies?${near}&inStock=adult&first=20`, {
    expect: {
      'pharmacies, nearest first, with masks': (r) => r.status === 200 && sound(r.json('items')),
    },
  });
  if (!nearest) return;
  const id = nearest.json('items.0.id');
  get('pharmacy', `/api/v1/pharmacies/${id}`, { expect: { 'that pharmacy': (r) => r.json('id') === id } });
}

function sound(items) {
  return (
    items.length === 20 &&
    items.every((one, i) => one.mask.adult > 0 && (i === 0 || one.distance >= items[i - 1].distance))
  );
}
