import * as api from './api.js';
import {Chart, bandAndLines, bounds, colour, grid, theme, timeAxis, tip, tooltip, valueAxis} from './charts.js';
import {choice, choose, debounce, fill, h, notice, save} from './dom.js';
import {DAY, HOUR, MINUTE, fromWall, length, moment, number, percent, wall, whole, zoneOf} from './format.js';
import {chips} from './picker.js';
import {note} from './route.js';

const PRESETS = [['1h', '1 h', HOUR], ['24h', '24 h', DAY], ['7d', '7 days', 7 * DAY], ['30d', '30 days', 30 * DAY],
  ['90d', '90 days', 90 * DAY], ['1y', '1 year', 365 * DAY], ['3y', '3 years', 1096 * DAY]];
const USUAL = '24h';
const RESOLUTIONS = [['1s', 1e3], ['5s', 5e3], ['15s', 15e3], ['30s', 30e3], ['1m', MINUTE], ['5m', 5 * MINUTE],
  ['10m', 10 * MINUTE], ['15m', 15 * MINUTE], ['30m', 30 * MINUTE], ['1h', HOUR], ['6h', 6 * HOUR], ['1d', DAY], ['1w', 7 * DAY],
  ['1M', 30.4 * DAY]];
const NAMES = {s: 's', m: 'min', h: 'h', d: 'd', w: 'week', M: 'month'};
const MOST_BUCKETS = 49_000;
const SHORTEST = 5_000;
const LONGEST = 40 * 366 * DAY;
/** What the API knows: 1970 to 2200. */
const LAST = Date.UTC(2200, 0);
const SETTLED_MS = 180;
/** What is around the part that is shown is loaded too, so that there is something to move into. */
const MARGIN = 0.5;

const lengthOf = label => RESOLUTIONS.find(each => each[0] === label)[1];
const nameOf = label => label.replace(/(\d+)(.)/, (_, count, unit) => `${count} ${NAMES[unit]}`);

/** The past: any range, at the resolution that fits. */
export const open = (main, {choose: chooseSensors}) => new HistoryView(main, chooseSensors);

class HistoryView {
  #chooseSensors;
  #sensors = [];
  #zone = 'UTC';
  #from;
  #to;
  #preset = USUAL;
  #resolution = 'auto';
  #loaded;
  #ranges;
  #loading;
  #dragging = false;
  #frame = 0;
  #hint = h('div');
  #chips = h('div');
  #presets = choice('Range', PRESETS, USUAL, value => this.#choosePreset(value));
  #start = h('input', {type: 'datetime-local', step: 1, 'aria-label': 'From', onchange: () => this.#chooseRange()});
  #end = h('input', {type: 'datetime-local', step: 1, 'aria-label': 'To', onchange: () => this.#chooseRange()});
  #resolutions = h('select', {onchange: event => this.#chooseResolution(event.currentTarget.value)},
    h('option', {value: 'auto'}, 'Auto'), RESOLUTIONS.map(([label]) => h('option', {value: label}, nameOf(label))));
  #facts = h('div', {class: 'facts', role: 'status'});
  #picture = h('div', {
    class: 'chart', tabindex: '0', role: 'application',
    'aria-label': 'History; the arrow keys move in time, plus and minus zoom, Home shows the last 24 hours',
    onkeydown: event => this.#key(event),
  });
  #card;
  #empty = h('div', {hidden: true});
  #chart;
  #settle = debounce(() => this.#load(), SETTLED_MS);

  constructor(main, chooseSensors) {
    this.#chooseSensors = chooseSensors;
    const button = (label, text, action) => h('button', {type: 'button', class: 'icon', 'aria-label': label, title: label, onclick: action}, text);
    this.#card = h('section', {class: 'card history', 'aria-label': 'History'}, this.#picture, this.#empty, this.#facts);
    fill(main,
      h('div', {class: 'head'}, h('h1', {}, 'History'), this.#presets),
      h('div', {class: 'bar'},
        h('label', {}, 'From', this.#start), h('label', {}, 'to', this.#end),
        h('label', {}, 'Resolution', this.#resolutions),
        h('div', {class: 'choice', role: 'group', 'aria-label': 'Move and zoom'},
          button('Earlier', '‹', () => this.#move(-0.5)), button('Zoom in', '+', () => this.#zoom(0.5)),
          button('Zoom out', '−', () => this.#zoom(2)), button('Later', '›', () => this.#move(0.5)))),
      this.#hint,
      h('div', {class: 'bar'}, this.#chips, h('div', {class: 'push saves'},
        h('button', {type: 'button', onclick: () => this.#saveCsv()}, 'Save CSV'),
        h('button', {type: 'button', onclick: () => this.#savePng()}, 'Save PNG'))),
      this.#card);
    this.#chart = new Chart(this.#picture, () => this.#draw());
    this.#listen();
  }

  update(sensors, {range, from, to, resolution}, missing) {
    fill(this.#hint, missing > 0 && sensors.length > 0 && h('p', {class: 'hint'}, 'Some sensors of this link are not there, or not yours.'));
    this.#sensors = sensors;
    this.#zone = zoneOf(sensors[0]);
    this.#resolution = RESOLUTIONS.some(each => each[0] === resolution) ? resolution : 'auto';
    this.#resolutions.value = this.#resolution;
    const [start, end] = [Date.parse(from), Date.parse(to)];
    if (start >= 0 && start < end && end < LAST) {
      this.#preset = undefined;
      [this.#from, this.#to] = [start, end];
    } else {
      this.#preset = PRESETS.some(each => each[0] === range) ? range : USUAL;
      this.#toPreset();
    }
    fill(this.#chips, chips(sensors, this.#chooseSensors));
    this.#loaded = undefined;
    this.#load();
  }

  close() {
    this.#settle.cancel();
    this.#loading?.abort();
    this.#chart.close();
  }

  // What is to be shown

  /** The last so many hours or days; where the sensors have fallen silent, until they did. */
  #toPreset() {
    const span = PRESETS.find(each => each[0] === this.#preset)[2];
    const last = Math.max(...this.#sensors.map(each => each.lastReading ? Date.parse(each.lastReading.time) : -Infinity));
    const now = Date.now();
    this.#to = Number.isFinite(last) && now - last > span ? last + span * 0.02 : now;
    this.#from = this.#to - span;
  }

  #choosePreset(value) {
    this.#preset = value;
    this.#toPreset();
    this.#remember();
    this.#load();
  }

  #chooseRange() {
    const [start, end] = [this.#start, this.#end].map(each => fromWall(Date.parse(`${each.value}Z`), this.#zone));
    const wrong = !(start < end);
    this.#end.setCustomValidity(wrong ? 'Must be later than the begin' : '');
    if (wrong) {
      this.#end.reportValidity();
      return;
    }
    this.#show(start, end);
    this.#settle.cancel();
    this.#load();
  }

  #chooseResolution(value) {
    this.#resolution = value;
    this.#remember();
    this.#loaded = undefined;
    this.#load();
  }

  #move(share) {
    const by = (this.#to - this.#from) * share;
    this.#show(this.#from + by, this.#to + by);
  }

  /** Makes the range longer or shorter around a point, given as a share of it. */
  #zoom(factor, at = 0.5) {
    const span = this.#to - this.#from;
    const wanted = Math.min(LONGEST, Math.max(SHORTEST, span * factor));
    const from = this.#from + (span - wanted) * at;
    this.#show(from, from + wanted);
  }

  /** Shows another range: at once what is there of it, and soon all of it. */
  #show(from, to) {
    if (from < 0 || to >= LAST) {
      return;
    }
    this.#preset = undefined;
    this.#from = Math.round(from);
    this.#to = Math.round(to);
    this.#chart.hideTip();
    if (!this.#frame) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#drawRange();
      });
    }
    this.#settle();
  }

  #remember() {
    const range = this.#preset
      ? {range: this.#preset} : {from: new Date(this.#from).toISOString(), to: new Date(this.#to).toISOString()};
    note('history', this.#sensors.map(each => each.name),
      {...range, resolution: this.#resolution === 'auto' ? undefined : this.#resolution});
  }

  #listen() {
    const pointers = new Map();
    const element = this.#picture;
    const spread = () => {
      const [a, b] = [...pointers.values()];
      return Math.abs(a - b);
    };
    element.addEventListener('pointerdown', event => {
      pointers.set(event.pointerId, event.clientX);
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', event => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) {
        return;
      }
      this.#dragging = true;
      element.classList.add('dragging');
      const wide = pointers.size === 2 && spread();
      pointers.set(event.pointerId, event.clientX);
      if (pointers.size === 1) {
        this.#move((before - event.clientX) / this.#plotWidth);
      } else if (pointers.size === 2 && wide > 0 && spread() > 0) {
        this.#zoom(wide / spread());
      }
    });
    for (const end of ['pointerup', 'pointercancel']) {
      element.addEventListener(end, event => {
        pointers.delete(event.pointerId);
        if (pointers.size === 0) {
          this.#dragging = false;
          element.classList.remove('dragging');
          this.#drawRange();
        }
      });
    }
    element.addEventListener('wheel', event => {
      event.preventDefault();
      const {left} = element.getBoundingClientRect();
      const at = Math.min(1, Math.max(0, (event.clientX - left - grid(1).left) / this.#plotWidth));
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        this.#move(event.deltaX / this.#plotWidth);
      } else {
        this.#zoom(1.2 ** (event.deltaY / 100), at);
      }
    }, {passive: false});
  }

  #key(event) {
    const action = {
      ArrowLeft: () => this.#move(-0.2), ArrowRight: () => this.#move(0.2), '+': () => this.#zoom(0.5), '-': () => this.#zoom(2),
      Home: () => this.#choosePreset(USUAL),
    }[event.key];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  }

  get #plotWidth() {
    const {left, right} = grid(this.#units.length);
    return Math.max(50, this.#chart.width - left - right);
  }

  get #units() {
    return [...new Set(this.#sensors.map(each => each.unit ?? ''))];
  }

  // What is there

  async #load() {
    this.#loading?.abort();
    choose(this.#presets, this.#preset);
    const shown = time => new Date(wall(time, this.#zone)).toISOString().slice(0, 19);
    this.#start.value = shown(this.#from);
    this.#end.value = shown(this.#to);
    if (this.#sensors.length === 0) {
      this.#say(notice('Nothing chosen', 'Choose sensors from the list to see their past.'));
      return;
    }
    this.#remember();
    if (this.#suffices()) {
      this.#drawRange();
      return;
    }
    const loading = new AbortController();
    this.#loading = loading;
    this.#card.classList.add('busy');
    const asked = this.#ask();
    try {
      const answer = await api.aggregates(asked.parameters, loading.signal);
      if (!loading.signal.aborted) {
        this.#loaded = {...asked, resolution: answer.resolution, series: answer.sensors.map((each, i) => new Series(each, this.#sensors[i]))};
        this.#say();
        this.#draw();
      }
    } catch (error) {
      if (error.name !== 'AbortError' && error.status !== 401) {
        this.#say(notice('This did not work', error.message, h('button', {type: 'button', onclick: () => this.#load()}, 'Try again')));
      }
    } finally {
      if (this.#loading === loading) {
        this.#card.classList.remove('busy');
      }
    }
  }

  /** The request for what is shown and its surroundings, as long as that may be asked for. */
  #ask() {
    const span = this.#to - this.#from;
    let margin = MARGIN * span;
    let resolution = {maxPoints: Math.round(Math.min(1500, Math.max(240, this.#plotWidth)) * (1 + 2 * MARGIN))};
    if (this.#resolution !== 'auto') {
      const most = MOST_BUCKETS / this.#sensors.length * lengthOf(this.#resolution);
      margin = Math.max(0, Math.min(margin, (most - span) / 2));
      resolution = {resolution: this.#resolution};
    }
    const [from, to] = [Math.max(0, Math.floor(this.#from - margin)), Math.min(LAST, Math.ceil(this.#to + margin))];
    return {
      from, to, zone: this.#zone, parameters: {
        sensor: this.#sensors.map(each => each.name), start: new Date(from).toISOString(), end: new Date(to).toISOString(),
        timeZone: this.#zone, ...resolution,
      },
    };
  }

  /** Whether what was loaded has all that is shown, finely enough, and nothing new can have come. */
  #suffices() {
    const {from, to} = this.#loaded ?? {};
    const span = this.#to - this.#from;
    return from <= this.#from && to >= this.#to && this.#to < Date.now() - MINUTE
      && (this.#resolution !== 'auto' || (to - from) < span * (1 + 2 * MARGIN) * 1.15);
  }

  /** Says something in place of the picture, or shows the picture. */
  #say(instead) {
    this.#picture.hidden = Boolean(instead);
    this.#empty.hidden = !instead;
    fill(this.#empty, instead);
    if (instead) {
      fill(this.#facts);
    }
  }

  // How it looks

  #draw() {
    if (!this.#loaded) {
      return;
    }
    const colours = theme();
    this.#ranges = undefined;
    this.#chart.set({
      animation: false,
      textStyle: {fontFamily: colours.font},
      grid: grid(this.#units.length),
      tooltip: tooltip(colours, ([hit]) => this.#tip(hit?.axisValue)),
      ...this.#axes(colours),
      series: this.#lines(colours),
    }, true);
    this.#tell();
  }

  /** Only the axes move, as often as the screen is drawn; lines are made anew when they have become too coarse or fine. */
  #drawRange() {
    if (this.#loaded && !this.#picture.hidden) {
      const colours = theme();
      const step = this.#thinning();
      this.#chart.set({...this.#axes(colours), ...step !== this.#loaded.thinning && {series: this.#lines(colours)}});
      if (!this.#dragging) {
        this.#tell();
      }
    }
  }

  #axes(colours) {
    const xAxis = timeAxis(colours, this.#from, this.#to, this.#zone, this.#plotWidth);
    if (this.#dragging && this.#ranges) {
      return {xAxis};
    }
    this.#ranges = this.#units.map(unit => {
      const extent = [Infinity, -Infinity];
      this.#loaded.series.filter(each => each.unit === unit).forEach(each => each.extend(extent, this.#from, this.#to));
      return bounds(...extent);
    });
    return {xAxis, yAxis: this.#units.map((unit, index) => valueAxis(colours, index, unit, this.#ranges[index]))};
  }

  /** How many buckets share a point, so that there are not more points than the screen has; half as many while it moves. */
  #thinning() {
    const buckets = (this.#to - this.#from) / lengthOf(this.#loaded.resolution);
    const points = this.#dragging ? this.#plotWidth / 2 : this.#plotWidth;
    return 2 ** Math.max(0, Math.ceil(Math.log2(buckets / points)));
  }

  #lines(colours) {
    const thinning = this.#thinning();
    this.#loaded.thinning = thinning;
    const few = this.#loaded.series.length <= 4;
    return this.#loaded.series.flatMap((each, index) =>
      bandAndLines(each.name, colours.series(index), this.#units.indexOf(each.unit), each.segments(thinning, lengthOf(this.#loaded.resolution)),
        {band: few, width: 1.6}));
  }

  #tell() {
    const {resolution, series, thinning} = this.#loaded;
    const count = series.reduce((sum, each) => sum + each.count(this.#from, this.#to), 0);
    const provisional = series.some(each => each.isProvisional(this.#from, this.#to));
    const span = this.#to - this.#from;
    fill(this.#facts,
      h('span', {'data-resolution': resolution}, h('b', {}, nameOf(resolution)), this.#resolution === 'auto' ? ` fits ${length(span)}` : ' as chosen'),
      h('span', {}, `${whole(count)} points, mean with min to max`, thinning > 1 && `; ${thinning} share one on the screen`),
      provisional && h('span', {}, 'dashed: provisional'),
      h('span', {}, `times in ${this.#zone}`),
      count === 0 && h('b', {}, this.#nothing()));
  }

  #nothing() {
    const last = Math.max(...this.#sensors.map(each => each.lastReading ? Date.parse(each.lastReading.time) : -Infinity));
    return Number.isFinite(last) ? `nothing here; the last reading is of ${moment(last, this.#zone)}` : 'no readings yet';
  }

  #tip(at) {
    if (at === undefined || !this.#loaded) {
      return null;
    }
    const colours = theme();
    let start;
    const rows = this.#loaded.series.flatMap((each, index) => {
      const bucket = each.at(at, lengthOf(this.#loaded.resolution));
      if (!bucket) {
        return [[colours.series(index), each.name, 'nothing']];
      }
      start ??= bucket.start;
      const unit = each.unit && ` ${each.unit}`;
      const known = bucket.coverage === null || bucket.coverage >= 0.995 ? '' : `, ${percent(bucket.coverage)} known`;
      return [
        [colours.series(index), each.name, number(bucket.mean) + unit],
        [null, `min – max${known}${bucket.complete ? '' : ', provisional'}`, `${number(bucket.min)} – ${number(bucket.max)}`],
      ];
    });
    return tip(moment(start ?? at, this.#zone, lengthOf(this.#loaded.resolution) < MINUTE), rows);
  }

  // What is taken along

  #exported() {
    return {
      sensor: this.#sensors.map(each => each.name), start: new Date(this.#from).toISOString(), end: new Date(this.#to).toISOString(),
      resolution: this.#loaded.resolution, timeZone: this.#zone,
    };
  }

  get #fileName() {
    const day = time => new Date(wall(time, this.#zone)).toISOString().slice(0, 10);
    const what = this.#sensors.length === 1 ? this.#sensors[0].name.replace(/[^\w.-]+/g, '_') : `${this.#sensors.length}-sensors`;
    return `gridpulse-${what}-${day(this.#from)}-${day(this.#to)}-${this.#loaded.resolution}`;
  }

  async #saveCsv() {
    if (this.#loaded) {
      try {
        save(await api.aggregatesAsCsv(this.#exported()), `${this.#fileName}.csv`);
      } catch (error) {
        fill(this.#hint, h('p', {class: 'hint bad', role: 'alert'}, error.message));
      }
    }
  }

  /** The picture, with a heading that says what it is. */
  #savePng() {
    if (!this.#loaded) {
      return;
    }
    const colours = theme();
    const chart = this.#chart.canvas();
    const canvas = h('canvas', {width: chart.width, height: chart.height + 110});
    const pen = canvas.getContext('2d');
    pen.fillStyle = colours.surface;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(chart, 0, 110);
    pen.font = `26px ${colours.font}`;
    let x = 36;
    this.#sensors.forEach((sensor, index) => {
      pen.fillStyle = colours.series(index);
      pen.fillRect(x, 28, 20, 20);
      pen.fillStyle = colours.text;
      pen.fillText(sensor.name, x + 30, 48);
      x += pen.measureText(sensor.name).width + 70;
    });
    pen.fillStyle = colours.muted;
    pen.font = `22px ${colours.font}`;
    pen.fillText(`${moment(this.#from, this.#zone)} – ${moment(this.#to, this.#zone)}, ${nameOf(this.#loaded.resolution)}, ${this.#zone}`, 36, 88);
    canvas.toBlob(blob => save(blob, `${this.#fileName}.png`));
  }
}

/** The buckets of a sensor that were loaded, in order of time. */
class Series {
  #t;
  #buckets;
  #step;
  #cache = new Map();

  constructor({sensor, aggregates}, entry) {
    this.name = sensor;
    this.unit = entry.unit ?? '';
    this.#buckets = aggregates.filter(each => each.mean !== null);
    this.#t = Float64Array.from(this.#buckets, each => Date.parse(each.start));
    const gaps = [...this.#t.subarray(1, 400)].map((time, i) => time - this.#t[i]).sort((a, b) => a - b);
    this.#step = gaps[gaps.length >> 1] ?? 0;
  }

  /** The number of the first bucket that begins at a time or later. */
  #first(time) {
    let low = 0;
    let high = this.#t.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#t[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  count(from, to) {
    return this.#first(to + 1) - this.#first(from);
  }

  isProvisional(from, to) {
    const last = this.#first(to + 1) - 1;
    return last >= this.#first(from) && !this.#buckets[last].complete;
  }

  /** The bucket that a time is in, or the nearest one that is not farther than usual. */
  at(time, length) {
    const next = this.#first(time + 1);
    const near = [next - 1, next].filter(each => each >= 0 && each < this.#t.length)
      .sort((a, b) => Math.abs(this.#t[a] - time) - Math.abs(this.#t[b] - time))[0];
    const reach = 1.5 * Math.max(length, this.#step);
    return near === undefined || Math.abs(this.#t[near] - time) > reach ? undefined : {...this.#buckets[near], start: this.#t[near]};
  }

  extend(extent, from, to) {
    for (let i = Math.max(0, this.#first(from) - 1); i < Math.min(this.#t.length, this.#first(to) + 1); i++) {
      extent[0] = Math.min(extent[0], this.#buckets[i].min);
      extent[1] = Math.max(extent[1], this.#buckets[i].max);
    }
  }

  /** Runs of buckets without a gap, so many of them to a point; the same ones wherever the picture is moved. */
  segments(thinning, length) {
    let made = this.#cache.get(thinning);
    if (!made) {
      made = this.#makeSegments(thinning, length);
      this.#cache.set(thinning, made);
    }
    return made;
  }

  #makeSegments(thinning, length) {
    const segments = [];
    const most = 1.5 * Math.max(length, this.#step);
    let segment;
    let group;
    for (let i = 0; i < this.#t.length; i++) {
      const each = this.#buckets[i];
      const gap = i === 0 || this.#t[i] - this.#t[i - 1] > most;
      if (gap) {
        segment = {t: [], mean: [], median: [], min: [], max: [], complete: [], counts: []};
        segments.push(segment);
      }
      const now = Math.floor(this.#t[i] / (length * thinning));
      const last = segment.t.length - 1;
      if (thinning > 1 && !gap && now === group) {
        segment.counts[last] += each.count;
        segment.mean[last] += (each.mean - segment.mean[last]) * each.count / segment.counts[last];
        segment.min[last] = Math.min(segment.min[last], each.min);
        segment.max[last] = Math.max(segment.max[last], each.max);
        segment.complete[last] &&= each.complete;
      } else {
        segment.t.push(this.#t[i]);
        segment.counts.push(each.count);
        ['mean', 'median', 'min', 'max', 'complete'].forEach(name => segment[name].push(each[name]));
      }
      group = now;
    }
    return segments;
  }
}
