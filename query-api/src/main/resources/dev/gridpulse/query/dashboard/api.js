/** The API, asked with the token of this tab. */

const TOKEN = 'gridpulse.token';
const API = '/api/v1';
const TRIES = 3;

/** What the API says when it refuses: the detail of its problem document. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export const token = () => sessionStorage.getItem(TOKEN);

export const signIn = value => sessionStorage.setItem(TOKEN, value);

/** Ends the session; whoever shows it hears of it. */
export function signOut(reason) {
  sessionStorage.removeItem(TOKEN);
  window.dispatchEvent(new CustomEvent('signed-out', {detail: reason}));
}

/** Takes a token out of the address, at once, so that it is in no history and in no shared link. */
export function takeToken() {
  const given = /^#token=([^&]*)&?(.*)$/.exec(location.hash);
  if (given) {
    signIn(given[1]);
    history.replaceState(null, '', location.pathname + (given[2] ? `#${given[2]}` : ''));
  }
  return given !== null;
}

/** Whether it is worth showing what only operators may see; the server decides. */
export function isOperator() {
  try {
    const claims = token().split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(atob(claims)).role === 'operator';
  } catch {
    return false;
  }
}

export const authorization = () => ({Authorization: `Bearer ${token()}`});

/** A path with parameters; those that are lists come once for each, those without a value not at all. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null) {
      [value].flat().forEach(each => query.append(name, each));
    }
  }
  return query.size ? `${path}?${query}` : path;
}

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** What a refusal says. */
export async function problem(response) {
  const text = await response.text();
  try {
    return new Problem(response.status, JSON.parse(text).detail);
  } catch {
    return new Problem(response.status, `The server answered ${response.status}.`);
  }
}

async function request(path, accept, signal) {
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(path, {headers: {...authorization(), Accept: accept}, signal, cache: 'no-store'});
    } catch (error) {
      if (error.name === 'AbortError') {
        throw error;
      }
      throw new Problem(0, 'The server does not answer. Is it running, and is this device online?');
    }
    if (response.ok) {
      return response;
    }
    const refusal = await problem(response);
    if (response.status === 401) {
      signOut(refusal.message);
    }
    if (![429, 503].includes(response.status) || attempt === TRIES || path === '/health') {
      throw refusal;
    }
    await wait(1000 * Math.min(5, Number(response.headers.get('Retry-After')) || 1));
  }
}

const json = async (path, signal) => (await request(path, 'application/json', signal)).json();
const sensorPath = name => `${API}/sensors/${encodeURIComponent(name)}`;

export const sensors = async () => (await json(`${API}/sensors`)).sensors;

/** All readings of a range, page by page, and the id from which the feed goes on. */
export async function readings(sensor, start, end, signal) {
  const all = [];
  let page;
  let live;
  do {
    page = await json(
      address(`${sensorPath(sensor)}/readings`, {start, end, limit: 20_000, cursor: page?.next}), signal);
    live ??= page.live;
    all.push(...page.readings);
  } while (page.next && all.length < 100_000);
  return {readings: all, live};
}

export const aggregates = (parameters, signal) => json(address(`${API}/aggregates`, parameters), signal);

export const aggregatesAsCsv = async parameters =>
  (await request(address(`${API}/aggregates`, parameters), 'text/csv')).blob();

export const consumption = (sensor, parameters, signal) =>
  json(address(`${sensorPath(sensor)}/consumption`, parameters), signal);

export const usage = (sensor, month, signal) => json(address(`${sensorPath(sensor)}/usage`, {month}), signal);

export const exports = () => json(address(`${API}/exports`, {limit: 50}));

export const rejects = () => json(address(`${API}/rejects`, {limit: 100}));

/** Health says why not with a 503 too. */
export async function health() {
  const response = await fetch('/health', {headers: authorization(), cache: 'no-store'});
  return response.json();
}

/** The metrics of the process that answers: name to a list of labels and value. */
export async function metrics() {
  const text = await (await request('/prometheus', 'text/plain')).text();
  const found = new Map();
  for (const line of text.split('\n')) {
    const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)$/.exec(line);
    if (parts) {
      const labels = Object.fromEntries(
        [...(parts[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(each => [each[1], each[2]]));
      const values = found.get(parts[1]) ?? [];
      values.push({labels, value: Number(parts[3])});
      found.set(parts[1], values);
    }
  }
  return found;
}
