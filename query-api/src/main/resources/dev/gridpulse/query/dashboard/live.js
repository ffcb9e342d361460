import * as api from './api.js';
import {Chart, bandAndLines, bounds, colour, grid, theme, timeAxis, tip, tooltip, valueAxis} from './charts.js';
import {choice, choose, debounce, failure, fill, h, notice, say} from './dom.js';
import {Feed} from './feed.js';
import {DAY, MINUTE, ago, clock, decimals, fixed, length, milliseconds, zoneOf} from './format.js';
import {note} from './route.js';

const SPANS = [['1', '1 min'], ['5', '5 min'], ['15', '15 min']];
const USUAL = '5';
const WINDOW_MS = 5_000;
const TICK_MS = 1_000;
/** Of sensors that send faster only the last ones are drawn. */
const MOST_READINGS = 20_000;
const STATES = {
  connecting: 'Connecting…',
  live: 'Live',
  stale: 'Connected, but nothing comes',
  reconnecting: 'Connection lost. Reconnecting…',
  failed: 'No live feed',
};

/** What the sensors measure right now. */
export const open = main => new LiveView(main);

class LiveView {
  #state = h('span', {class: 'state', role: 'status'}, STATES.connecting);
  #spans;
  #hint = h('div');
  #cards = h('div', {class: 'cards'});
  #panels = new Map();
  #sensors = [];
  #span = USUAL;
  #feed;
  #feedState = 'connecting';
  #loading;
  #timer = setInterval(() => this.#tick(), TICK_MS);

  constructor(main) {
    this.#spans = choice('The last minutes', SPANS, USUAL, value => this.#choose(value));
    fill(main, h('div', {class: 'head'}, h('h1', {}, 'Live'), this.#state, this.#spans), this.#hint, this.#cards);
  }

  update(sensors, {minutes}, missing) {
    const span = SPANS.some(([value]) => value === minutes) ? minutes : USUAL;
    const same = span === this.#span && sensors.map(each => each.name).join('\n') === this.#sensors.map(each => each.name).join('\n');
    fill(this.#hint, missing > 0 && sensors.length > 0 && h('p', {class: 'hint'}, 'Some sensors of this link are not there, or not yours.'));
    if (same && this.#loading) {
      return;
    }
    this.#sensors = sensors;
    this.#span = span;
    choose(this.#spans, span);
    this.#load();
  }

  #choose(minutes) {
    note('live', this.#sensors.map(each => each.name), {minutes});
    this.#span = minutes;
    choose(this.#spans, minutes);
    this.#load();
  }

  close() {
    clearInterval(this.#timer);
    this.#stop();
  }

  #stop() {
    this.#feed?.close();
    this.#feed = undefined;
    this.#loading?.abort();
    this.#panels.forEach(panel => panel.close());
    this.#panels.clear();
  }

  /** The last minutes from history, then the feed from exactly there. */
  async #load() {
    this.#stop();
    const loading = new AbortController();
    this.#loading = loading;
    if (this.#sensors.length === 0) {
      this.#show('connecting', 'No sensors chosen');
      fill(this.#cards, notice('Nothing chosen', 'Choose sensors from the list to see what they measure.'));
      return;
    }
    this.#show('connecting');
    const span = Number(this.#span) * MINUTE;
    this.#panels = new Map(this.#sensors.map((sensor, index) => [sensor.name, new Panel(sensor, index, span)]));
    fill(this.#cards, [...this.#panels.values()].map(each => each.element));
    try {
      const now = Date.now();
      const start = new Date(now - span - MINUTE).toISOString();
      const end = new Date(now + DAY - MINUTE).toISOString();
      const [first, ...others] = this.#sensors.map(each => each.name);
      const take = async name => {
        const {readings, live} = await api.readings(name, start, end, loading.signal);
        this.#panels.get(name)?.readings(readings);
        return live;
      };
      // The first answer's place: what came while the others were asked is told again.
      const place = await take(first);
      const [windows] = await Promise.all([
        api.aggregates({sensor: [first, ...others], start, end: new Date(now).toISOString(), resolution: '5s'}, loading.signal),
        ...others.map(take),
      ]);
      if (loading.signal.aborted) {
        return;
      }
      windows.sensors.forEach(each => this.#panels.get(each.sensor)?.windows(each.aggregates));
      this.#feed = new Feed([first, ...others], place, {
        reading: ({sensor, time, value}) => this.#panels.get(sensor)?.reading(Date.parse(time), value),
        aggregate: each => each.resolution === '5s' && this.#panels.get(each.sensor)?.window(each),
        resync: () => this.#load(),
        state: (name, detail) => this.#show(name, detail),
      });
    } catch (error) {
      if (error.name !== 'AbortError' && error.status !== 401) {
        this.#show('failed');
        fill(this.#cards, failure(error, () => this.#load()));
      }
    }
  }

  #show(state, detail) {
    this.#feedState = state;
    this.#cards.classList.toggle('away', state === 'reconnecting' || state === 'failed');
    this.#say(state, detail);
  }

  #say(state, detail) {
    this.#state.dataset.state = state;
    say(this.#state, detail ? `${STATES[state]}: ${detail}` : STATES[state]);
  }

  #tick() {
    const panels = [...this.#panels.values()];
    panels.forEach(each => each.tick());
    if (this.#feedState === 'live') {
      this.#say(panels.length > 0 && panels.every(each => each.isSilent) ? 'stale' : 'live');
    }
  }
}

/** One sensor: its figure, the window that runs, and the last minutes. */
class Panel {
  #sensor;
  #index;
  #span;
  #zone;
  #times = [];
  #values = [];
  #windows = new Map();
  #decimals = 0;
  #value = h('span', {}, '–');
  #when = h('p', {class: 'when'}, 'no reading yet');
  #stats = Object.fromEntries(['Mean', 'Median', 'Min', 'Max'].map(each => [each, h('dd', {}, '–')]));
  #chart;
  #drawSoon = debounce(() => this.#chart.draw(), 150);

  constructor(sensor, index, span) {
    this.#sensor = sensor;
    this.#index = index;
    this.#span = span;
    this.#zone = zoneOf(sensor);
    const picture = h('div', {
      class: 'chart', role: 'img', 'aria-label': `${sensor.name}: the last ${span / MINUTE} minutes; the figures above tell the newest`,
    });
    this.element = h('article', {class: 'card', 'data-sensor': sensor.name, 'aria-label': sensor.name},
      h('div', {class: 'reading'},
        h('div', {},
          h('h2', {}, h('i', {class: 'key', vars: {'--key': colour(index)}}), h('span', {}, sensor.name)),
          sensor.asset && h('p', {class: 'asset-of'}, sensor.asset)),
        this.#when),
      h('p', {class: 'figure'}, this.#value, sensor.unit && h('small', {}, sensor.unit)),
      h('dl', {class: 'stats', 'aria-label': 'The 5 s window that runs'},
        Object.entries(this.#stats).flatMap(([name, value]) => [h('dt', {}, name), value])),
      picture,
      h('p', {class: 'legend'},
        h('span', {}, h('i', {class: 'thin'}), 'readings'), h('span', {}, h('i'), 'mean of 5 s'),
        h('span', {}, h('i', {class: 'dotted'}), 'median'), h('span', {}, h('i', {class: 'area'}), 'min to max')));
    this.#chart = new Chart(picture, chart => this.#draw(chart));
  }

  close() {
    this.#drawSoon.cancel();
    this.#chart.close();
  }

  readings(readings) {
    this.#decimals = decimals(readings.slice(-200).map(each => each.value));
    readings.forEach(each => this.#add(Date.parse(each.time), each.value));
    this.#figure();
    this.tick();
  }

  reading(time, value) {
    this.#decimals = Math.max(this.#decimals, decimals([value]));
    this.#add(time, value);
    this.#figure();
    this.#drawSoon();
  }

  /** In order of time; a second one of the same time replaces the first. */
  #add(time, value) {
    let at = this.#times.length;
    while (at > 0 && this.#times[at - 1] > time) {
      at--;
    }
    const same = at > 0 && this.#times[at - 1] === time;
    this.#times.splice(same ? at - 1 : at, same ? 1 : 0, time);
    this.#values.splice(same ? at - 1 : at, same ? 1 : 0, value);
    if (this.#times.length > MOST_READINGS) {
      this.#times.shift();
      this.#values.shift();
    }
  }

  windows(all) {
    all.forEach(each => this.#windows.set(Date.parse(each.start), each));
    this.tick();
  }

  window(each) {
    this.#windows.set(Date.parse(each.start), each);
    this.#statistics();
    this.#drawSoon();
  }

  get #newest() {
    return this.#times.at(-1) ?? Date.parse(this.#sensor.lastReading?.time);
  }

  /** Nothing has come for three times as long as usual, and 15 s. */
  get isSilent() {
    const seen = this.#times.slice(-20);
    const usual = milliseconds(this.#sensor.interval) || (seen.length > 1 ? (seen.at(-1) - seen[0]) / (seen.length - 1) : 0);
    return !(Date.now() - this.#newest < Math.max(15_000, 3 * usual));
  }

  /** Time goes by: the picture moves, and what is too old goes. */
  tick() {
    const oldest = Date.now() - this.#span - MINUTE;
    const gone = this.#times.findIndex(each => each >= oldest);
    if (gone > 0) {
      this.#times.splice(0, gone);
      this.#values.splice(0, gone);
    }
    for (const start of this.#windows.keys()) {
      if (start < oldest) {
        this.#windows.delete(start);
      }
    }
    this.#figure();
    this.#statistics();
    this.#drawSoon.cancel();
    this.#chart.draw();
  }

  #figure() {
    const value = this.#values.at(-1) ?? this.#sensor.lastReading?.value;
    if (value === undefined) {
      return;
    }
    say(this.#value, fixed(value, this.#decimals || decimals([value])));
    this.element.classList.toggle('silent', this.isSilent);
    const age = Date.now() - this.#newest;
    say(this.#when, this.isSilent ? `silent for ${length(age)}` : `${clock(this.#newest, this.#zone)} · ${ago(age)}`);
  }

  #statistics() {
    const last = this.#windows.get(Math.max(...this.#windows.keys()));
    for (const [name, element] of Object.entries(this.#stats)) {
      say(element, last ? this.#text(last, name.toLowerCase()) : '–');
    }
  }

  /** Means and medians have a decimal more than readings. */
  #text(window, name) {
    const more = name === 'mean' || name === 'median' ? 1 : 0;
    return window[name] === null ? '–' : fixed(window[name], this.#decimals + more);
  }

  /** Windows without a hole between them; a point of a window is its middle. */
  #segments(from) {
    const segments = [];
    let before = -Infinity;
    for (const start of [...this.#windows.keys()].sort((a, b) => a - b)) {
      const each = this.#windows.get(start);
      if (start + WINDOW_MS < from || each.mean === null) {
        continue;
      }
      if (start - before > 3 * Math.max(WINDOW_MS, this.#interval)) {
        segments.push({t: [], mean: [], median: [], min: [], max: [], complete: []});
      }
      const segment = segments.at(-1);
      segment.t.push(start + WINDOW_MS / 2);
      ['mean', 'median', 'min', 'max'].forEach(name => segment[name].push(each[name]));
      segment.complete.push(this.#isComplete(start, each));
      before = start;
    }
    return segments;
  }

  /** What the feed says again when it goes on may not know yet what has come since. */
  #isComplete(start, window) {
    return window.complete || this.#newest >= start + WINDOW_MS;
  }

  get #interval() {
    return this.#times.length > 1 ? (this.#times.at(-1) - this.#times[0]) / (this.#times.length - 1) : 0;
  }

  #draw(chart) {
    const colours = theme();
    const own = colours.series(this.#index);
    const to = Date.now();
    const from = to - this.#span;
    const segments = this.#segments(from);
    const points = [];
    let before = Infinity;
    for (let i = 0; i < this.#times.length; i++) {
      if (this.#times[i] - before > 5 * Math.max(1000, this.#interval)) {
        points.push([this.#times[i] - 1, null]);
      }
      points.push([this.#times[i], this.#values[i]]);
      before = this.#times[i];
    }
    const seen = this.#values.filter((_, i) => this.#times[i] >= from)
      .concat(segments.flatMap(each => [...each.min, ...each.max]));
    chart.set({
      animation: false,
      textStyle: {fontFamily: colours.font},
      grid: {...grid(1), top: 18},
      xAxis: timeAxis(colours, from, to, this.#zone, chart.width),
      yAxis: [valueAxis(colours, 0, '', bounds(Math.min(...seen), Math.max(...seen), 4))],
      tooltip: tooltip(colours, ([hit]) => this.#tip(hit?.axisValue, own)),
      graphic: [{
        id: 'empty', type: 'text', left: 'center', top: 'middle', silent: true,
        style: {text: seen.length ? '' : `no readings in the last ${this.#span / MINUTE} minutes`, fill: colours.muted, font: `14px ${colours.font}`},
      }],
      series: [
        {
          id: 'readings', name: 'readings', type: 'line', data: points, showSymbol: false, silent: true, clip: true,
          lineStyle: {color: own, width: 1, opacity: 0.5}, z: 2,
        },
        ...bandAndLines('windows', own, 0, segments, {median: true, width: 2}),
      ],
    });
  }

  #tip(at, own) {
    if (at === undefined) {
      return null;
    }
    const unit = this.#sensor.unit ? ` ${this.#sensor.unit}` : '';
    const rows = [];
    let nearest = 0;
    this.#times.forEach((time, i) => {
      if (Math.abs(time - at) < Math.abs(this.#times[nearest] - at)) {
        nearest = i;
      }
    });
    if (this.#times.length) {
      rows.push([own, `reading ${clock(this.#times[nearest], this.#zone)}`, fixed(this.#values[nearest], this.#decimals) + unit]);
    }
    const start = Math.floor(at / WINDOW_MS) * WINDOW_MS;
    const window = this.#windows.get(start);
    if (window) {
      rows.push(...['mean', 'median', 'min', 'max'].map(name => [null, name, this.#text(window, name) + unit]),
        [null, 'readings', String(window.count)]);
    }
    return tip(`${clock(start, this.#zone)}, 5 s${window && !this.#isComplete(start, window) ? ', still running' : ''}`, rows);
  }
}
