/** Numbers and times as the browser's language has them, in the zone of a sensor. */

const LOCALE = navigator.language;
const formats = new Map();

function cached(make, options) {
  const key = make.name + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new make(LOCALE, options);
    formats.set(key, format);
  }
  return format;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const zoneOf = sensor => sensor?.timeZone ?? 'UTC';

/** Exactly so many decimals. */
export const fixed = (value, decimals) =>
  cached(Intl.NumberFormat, {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).format(value);

/** Five digits, as many as tell. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  const digits = Math.abs(value) >= 1e4 && Math.abs(value) < 1e15
    ? {maximumFractionDigits: 0} : {maximumSignificantDigits: 5};
  return cached(Intl.NumberFormat, digits).format(value);
}

export const whole = value => cached(Intl.NumberFormat, {maximumFractionDigits: 0}).format(value);

/** Short for axes and tiles: 12 K, 3.4 M. */
export const short = value =>
  cached(Intl.NumberFormat, {notation: 'compact', maximumSignificantDigits: 3}).format(value);

export const percent = (share, decimals = 0) =>
  cached(Intl.NumberFormat, {style: 'percent', maximumFractionDigits: decimals}).format(share);

export const change = share =>
  cached(Intl.NumberFormat, {style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero'}).format(share);

export function kwh(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const size = Math.abs(value);
  return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3);
}

const dateTime = (time, zone, options) => cached(Intl.DateTimeFormat, {...options, timeZone: zone}).format(time);

export const clock = (time, zone) =>
  dateTime(time, zone, {hour: '2-digit', minute: '2-digit', second: '2-digit'});

export const minutes = (time, zone) => dateTime(time, zone, {hour: '2-digit', minute: '2-digit'});

export const date = (time, zone) => dateTime(time, zone, {day: 'numeric', month: 'short', year: 'numeric'});

export const moment = (time, zone, seconds = false) =>
  dateTime(time, zone, {
    day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    second: seconds ? '2-digit' : undefined,
  });

/** From a time to another that does not belong to it any more: `1 – 22 Nov 2026`, with an hour where it is cut. */
export function span(start, end, zone) {
  const days = cached(Intl.DateTimeFormat, {day: 'numeric', month: 'short', year: 'numeric', timeZone: zone})
    .formatRange(start, end - 1);
  return wall(end, zone) % DAY === 0 ? days : `${days}, until ${minutes(end, zone)}`;
}

export const month = (time, zone) => dateTime(time, zone, {month: 'long', year: 'numeric'});

export function ago(time) {
  const seconds = Math.max(0, Math.round(time / 1000));
  if (seconds < 2) {
    return 'now';
  }
  const [value, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [Math.round(seconds / 60), 'minute']
    : seconds < 129_600 ? [Math.round(seconds / 3600), 'hour'] : [Math.round(seconds / 86_400), 'day'];
  return cached(Intl.RelativeTimeFormat, {style: 'short'}).format(-value, unit);
}

const UNITS = {ms: 1, s: 1000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY};

/** The milliseconds of a duration as the registry writes it, such as 15m; 0 when there is none. */
export function milliseconds(text) {
  const [, count, unit] = /^(\d+)([a-z]+)$/.exec(text ?? '') ?? [];
  return Number(count ?? 0) * (UNITS[unit] ?? 0);
}

/** How long something is, roughly: 5 min, 7 days. */
export function length(time) {
  const [value, unit] =
    time < MINUTE ? [time / 1000, 'second'] : time < 2 * HOUR ? [time / MINUTE, 'minute']
    : time < 2 * DAY ? [time / HOUR, 'hour'] : [time / DAY, 'day'];
  return cached(Intl.NumberFormat, {style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: time < 2 * DAY ? 0 : 1}).format(value);
}

/** How many decimals the readings of a sensor have, three at most. */
export function decimals(values) {
  let most = 0;
  for (const value of values) {
    const text = String(Math.round(value * 1000) / 1000);
    const point = text.indexOf('.');
    most = Math.max(most, point < 0 ? 0 : text.length - point - 1);
  }
  return most;
}

const PARTS = {
  hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
};

/** What the clock on the wall of a zone shows, as if it were UTC. */
export function wall(time, zone) {
  const parts = {};
  const format = formats.get(zone)
    ?? formats.set(zone, new Intl.DateTimeFormat('en-US-u-ca-iso8601', {...PARTS, timeZone: zone})).get(zone);
  for (const {type, value} of format.formatToParts(time)) {
    parts[type] = Number(value);
  }
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) + (((time % 1000) + 1000) % 1000);
}

/** The time at which the clock on the wall shows this; the earlier one when it does twice. */
export function fromWall(shown, zone) {
  const first = shown - (wall(shown, zone) - shown);
  const second = shown - (wall(first, zone) - first);
  return wall(second, zone) === shown ? Math.min(second, wall(first, zone) === shown ? first : second) : first;
}

const STEPS = [
  1e3, 2e3, 5e3, 10e3, 15e3, 30e3, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY,
];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
/** A Monday. */
const FIRST_MONDAY = 4 * DAY;

/** Round times between two times, as many as fit, in the calendar of a zone. */
export function ticks(from, to, zone, most) {
  const rough = (to - from) / Math.max(1, most);
  const step = STEPS.find(each => each >= rough);
  const begin = wall(from, zone);
  const end = wall(to, zone);
  const found = [];
  if (step) {
    const origin = step >= 7 * DAY ? FIRST_MONDAY : 0;
    for (let at = Math.ceil((begin - origin) / step) * step + origin; at <= end; at += step) {
      found.push(fromWall(at, zone));
    }
  } else {
    const months = MONTHS.find(each => each * 30 * DAY >= rough) ?? 240;
    const first = new Date(begin);
    let index = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months;
    for (let at; (at = Date.UTC(Math.floor(index / 12), index % 12)) <= end; index += months) {
      if (at >= begin) {
        found.push(fromWall(at, zone));
      }
    }
  }
  return found;
}

/** What stands at a tick: the time of the day, at midnight the date, at the begin of a year the year. */
export function tickLabel(time, zone, step) {
  const shown = new Date(wall(time, zone));
  if (step >= 27 * DAY) {
    return shown.getUTCMonth() === 0
      ? dateTime(time, zone, {year: 'numeric'}) : dateTime(time, zone, {month: 'short'});
  }
  if (shown % DAY === 0) {
    return dateTime(time, zone, {day: 'numeric', month: 'short'});
  }
  return step < MINUTE ? clock(time, zone) : minutes(time, zone);
}
