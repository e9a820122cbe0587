// How much load, and for how long. All rates are arrivals: a slow server does not slow those who come (an open loop), so
// that what they wait for is counted.
//
//   smoke       does it work at all: 10 s
//   average     the usual day: RATE for a minute
//   stress      twice the usual, for two minutes
//   spike       thirty times the usual, within seconds
//   soak        the usual for an hour: what leaks shows
//   breakpoint  more and more until a threshold fails
//
// RATE is journeys a second, by the journey's own measure unless the environment says otherwise. Without PROFILE, k6's
// own options (--vus, --duration, --iterations, --rps, …) say how much.
const soak = __ENV.SOAK || '1h';

function arrivals(rate, stages) {
  const peak = Math.max(rate, ...stages.map((stage) => stage.target));
  return {
    executor: 'ramping-arrival-rate',
    startRate: Math.max(1, Math.round(rate)),
    timeUnit: '1s',
    // Each one waits for answers only: so many are under way when an answer takes a fifth of a second.
    preAllocatedVUs: Math.max(10, Math.ceil(peak / 5)),
    maxVUs: Math.max(50, Math.ceil(peak * 2)),
    stages: stages.map((stage) => ({ ...stage, target: Math.max(1, Math.round(stage.target)) })),
  };
}

const shapes = {
  smoke: (rate) => arrivals(Math.min(5, rate), [{ target: Math.min(5, rate), duration: '10s' }]),
  average: (rate) => arrivals(rate / 10, [
    { target: rate, duration: '10s' },
    { target: rate, duration: '60s' },
  ]),
  stress: (rate) => arrivals(rate, [
    { target: rate, duration: '10s' },
    { target: 2 * rate, duration: '20s' },
    { target: 2 * rate, duration: '120s' },
    { target: rate, duration: '20s' },
  ]),
  spike: (rate) => arrivals(rate, [
    { target: rate, duration: '20s' },
    { target: 30 * rate, duration: '3s' },
    { target: 30 * rate, duration: '30s' },
    { target: rate, duration: '3s' },
    { target: rate, duration: '20s' },
  ]),
  soak: (rate) => arrivals(rate, [{ target: rate, duration: soak }]),
  breakpoint: (rate) => arrivals(rate, [{ target: 50 * rate, duration: '10m' }]),
};

// A refusal is a right answer where there is too much to do; nowhere else.
const overloads = new Set(['spike', 'breakpoint']);

// The options of a journey: `rate` journeys a second on a usual day, of which each step may take `p99` milliseconds
// ({step: ms}). `weights` ({function: share}) runs several exported functions side by side instead of the default one.
export function options(journey, { rate, p99, weights }) {
  const name = __ENV.PROFILE || '';
  const made = { thresholds: thresholds(name, p99), tags: { journey, profile: name || 'own' }, userAgent: 'plaza-loadtest' };
  if (name === '') return made;
  if (!(name in shapes)) throw new Error(`PROFILE must be one of ${Object.keys(shapes).join(', ')}; not ${name}`);
  const usual = Number(__ENV.RATE || rate);
  if (!(usual > 0)) throw new Error(`RATE must be a number of journeys a second; not ${__ENV.RATE}`);
  const parts = weights ? Object.entries(weights) : [['default', 1]];
  made.scenarios = Object.fromEntries(
    parts.map(([exec, share]) => [exec === 'default' ? journey : exec, { ...shapes[name](usual * share), exec }])
  );
  return made;
}

function thresholds(name, p99) {
  const stopping = name === 'breakpoint';
  const must = (threshold) => [{ threshold, abortOnFail: stopping, delayAbortEval: '10s' }];
  const made = { http_req_failed: must('rate<0.001'), checks: must('rate>0.999') };
  if (!overloads.has(name)) made.plaza_shed = must('rate<0.001');
  for (const [step, ms] of Object.entries(p99)) {
    // Under a spike the queue is part of every answer: three times as long, and 50 ms (docs/reliability.md).
    const limit = name === 'spike' ? 3 * ms + 50 : ms;
    made[`http_req_duration{step:${step}}`] = must(`p(99)<${limit}`);
  }
  return made;
}
