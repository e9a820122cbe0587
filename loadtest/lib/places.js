// Where people ask for masks: another place every time, around the towns where they live.
const towns = [
  { lat: 25.0478, lng: 121.517, share: 0.4 }, // Taipei
  { lat: 24.1477, lng: 120.6736, share: 0.2 }, // Taichung
  { lat: 22.6273, lng: 120.3014, share: 0.2 }, // Kaohsiung
  { lat: 22.9999, lng: 120.227, share: 0.1 }, // Tainan
  { lat: 24.8138, lng: 120.9675, share: 0.1 }, // Hsinchu
];
const around = 0.12; // degrees: about 13 km

export function somewhere() {
  let chance = Math.random();
  const town = towns.find((one) => (chance -= one.share) <= 0) || towns[0];
  const off = () => (Math.random() - 0.5) * 2 * around;
  return { latitude: round(town.lat + off()), longitude: round(town.lng + off()) };
}

function round(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}
