import * as api from './api.js';
import {Chart, colour, grid, theme, tip, tooltip, bounds, valueAxis} from './charts.js';
import {choice, choose, failure, fill, h, notice} from './dom.js';
import {change, date, DAY, fromWall, kwh, minutes, month as monthName, percent, span, wall, zoneOf} from './format.js';
import {note} from './route.js';

const PERIODS = [['week', 'Week'], ['month', 'Month'], ['year', 'Year']];
const COMPARED = [['previous', 'the one before'], ['previous-year', 'a year before']];
const BEFORE = {week: 'week before', month: 'month before', year: 'year before'};
/** Of less than this one should know. */
const WHOLE = 0.99;

/** Whether a sensor measures what can be consumed. */
export const isEnergy = sensor => sensor.kind === 'power' || sensor.kind === 'counter';

/** Energy of a sensor, beside that of other times, and what it is used for. */
export const open = main => new ConsumptionView(main);

class ConsumptionView {
  #main;
  #sensors = [];
  #sensor;
  #period = 'month';
  #compare = 'previous';
  #date;
  #month;
  #periods;
  #compared;
  #bars;
  #split;
  #charts = [];
  #loading = new AbortController();

  constructor(main) {
    this.#main = main;
  }

  update(sensors, {of, period, compare, date: day, month}) {
    this.#sensors = sensors.filter(isEnergy);
    this.#sensor = this.#sensors.find(each => each.name === of) ?? this.#sensors[0];
    this.#period = BEFORE[period] ? period : 'month';
    this.#compare = compare === 'previous-year' ? compare : 'previous';
    this.#date = /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined;
    this.#month = /^\d{4}-\d\d$/.test(month) ? month : undefined;
    this.#show();
  }

  close() {
    this.#loading.abort();
    this.#charts.forEach(each => each.close());
    this.#charts = [];
  }

  #remember() {
    note('consumption', this.#sensors.map(each => each.name), {
      of: this.#sensor.name, period: this.#period, compare: this.#compare, date: this.#date, month: this.#month,
    });
  }

  #show() {
    this.close();
    this.#loading = new AbortController();
    if (!this.#sensor) {
      fill(this.#main, h('div', {class: 'head'}, h('h1', {}, 'Consumption')),
        notice('Nothing chosen', 'Choose a sensor of power (W, kW) or a meter (Wh, kWh) from the list.'));
      return;
    }
    const tiles = h('div', {class: 'tiles'}, PERIODS.map(([period]) => this.#tile(period)));
    this.#bars = new Bars(this.#sensor, this.#sensors.indexOf(this.#sensor));
    this.#split = new Split(this.#sensor);
    this.#charts = [this.#bars, this.#split];
    this.#compared = choice('Beside it', COMPARED, this.#compare, value => this.#change({compare: value}));
    this.#periods = choice('Period', PERIODS, this.#period, value => this.#change({period: value, date: undefined}));
    const sensors = this.#sensors.length > 1 && choice('Sensor', this.#sensors.map(each => [each.name, each.name]), this.#sensor.name,
      value => {
        this.#sensor = this.#sensors.find(each => each.name === value);
        this.#remember();
        this.#show();
      });
    const step = (label, text, action) => h('button', {type: 'button', class: 'icon', 'aria-label': label, title: label, onclick: action}, text);
    fill(this.#main,
      h('div', {class: 'head'}, h('h1', {}, 'Consumption'), sensors),
      h('p', {class: 'bar muted'}, h('span', {}, h('b', {}, this.#sensor.name), this.#sensor.asset && `, ${this.#sensor.asset}`),
        h('span', {}, `days of ${zoneOf(this.#sensor)}`)),
      tiles,
      h('section', {class: 'card', 'aria-label': 'Bars'},
        h('div', {class: 'bar'}, this.#periods,
          h('div', {class: 'choice', role: 'group', 'aria-label': 'Earlier and later'},
            step('Earlier', '‹', () => this.#bars.start && this.#change({date: this.#dayOf(this.#bars.start - DAY / 2)})),
            step('Later', '›', () => this.#bars.end && this.#change({date: this.#dayOf(this.#bars.end + DAY / 2)}))),
          h('span', {class: 'push muted beside'}, 'beside', this.#compared)),
        this.#bars.element),
      h('section', {class: 'card', 'aria-label': 'What it is used for'}, this.#splitHead(), this.#split.element));
    this.#loadBars();
    this.#split.load(this.#monthShown, this.#loading.signal);
  }

  #dayOf(time) {
    return new Date(wall(time, zoneOf(this.#sensor))).toISOString().slice(0, 10);
  }

  #change(what) {
    ({period: this.#period, compare: this.#compare, date: this.#date} =
      {period: this.#period, compare: this.#compare, date: this.#date, ...what});
    choose(this.#periods, this.#period);
    choose(this.#compared, this.#compare);
    this.#remember();
    this.#loadBars();
  }

  #loadBars() {
    this.#bars.load(this.#period, this.#compare, this.#date, this.#loading.signal);
  }

  // The tiles: now, beside the one before and a year before

  #tile(period) {
    const body = h('div', {}, h('p', {class: 'muted'}, 'Loading…'));
    const tile = h('section', {class: 'card tile', 'data-period': period}, h('h2', {}, `This ${period}`), body);
    this.#loadTile(period, body);
    return tile;
  }

  async #loadTile(period, body) {
    try {
      const [before, year] = await Promise.all(COMPARED.map(([compare]) =>
        period === 'year' && compare === 'previous-year'
          ? null : api.consumption(this.#sensor.name, {period, compare, align: 'elapsed'}, this.#loading.signal)));
      const zone = before.timeZone;
      const {current} = before;
      fill(body,
        h('p', {class: 'figure', 'data-kwh': current.kwh}, kwh(current.kwh), h('small', {}, 'kWh')),
        h('p', {class: 'small muted'}, when(current, zone), known(current)),
        h('dl', {class: 'comparisons'},
          comparison(BEFORE[period], current, before.compared, zone, 'previous'),
          year && comparison('same a year before', current, year.compared, zone, 'previous-year')));
    } catch (error) {
      tell(body, error);
    }
  }

  // What it is used for

  get #monthShown() {
    return this.#month ?? this.#dayOf(Date.now()).slice(0, 7);
  }

  #splitHead() {
    const zone = zoneOf(this.#sensor);
    const title = h('span', {class: 'muted'});
    const show = by => {
      const [year, month] = this.#monthShown.split('-').map(Number);
      const moved = new Date(Date.UTC(year, month - 1 + by, 15));
      if (by) {
        this.#month = moved.toISOString().slice(0, 7);
        this.#remember();
        this.#split.load(this.#month, this.#loading.signal);
      }
      fill(title, monthName(fromWall(moved.getTime(), zone), zone));
    };
    show(0);
    return h('div', {class: 'bar'}, h('h2', {}, 'What it is used for'), title,
      h('div', {class: 'choice push', role: 'group', 'aria-label': 'Month'},
        h('button', {type: 'button', class: 'icon', 'aria-label': 'Month before', onclick: () => show(-1)}, '‹'),
        h('button', {type: 'button', class: 'icon', 'aria-label': 'Month after', onclick: () => show(1)}, '›')));
  }
}

const when = ({start, end}, zone) => span(Date.parse(start), Date.parse(end), zone);

const known = ({coverage}) => ` · ${coverage < WHOLE ? `known for ${percent(coverage)} of the time` : 'all known'}`;

function comparison(label, current, other, zone, key) {
  // Of what was fed in a share says nothing.
  const share = current.kwh > 0 && other.kwh > 0 ? current.kwh / other.kwh - 1 : null;
  return h('div', {class: 'comparison', 'data-compare': key, 'data-kwh': other.kwh},
    h('dt', {}, h('span', {}, label), share !== null && h('span', {class: 'delta'}, change(share))),
    h('dd', {}, other.kwh === null ? 'no readings' : `${kwh(other.kwh)} kWh`,
      h('div', {class: 'small muted'}, when(other, zone), other.kwh !== null && known(other))));
}

function tell(element, error) {
  if (error.name !== 'AbortError' && error.status !== 401) {
    fill(element, error.status === 422 ? notice('No energy', error.message) : failure(error));
  }
}

/** The parts of a period as bars, beside those of another one. */
class Bars {
  #sensor;
  #index;
  /** How often was asked: only the last answer counts. */
  #asked = 0;
  #answer;
  #chart;
  #picture;
  #facts = h('p', {class: 'legend'});
  #table = h('tbody');
  #note = h('div');
  #body;

  constructor(sensor, index) {
    this.#sensor = sensor;
    this.#index = index;
    this.#picture = h('div', {class: 'chart', role: 'img', 'aria-label': 'Bars of energy; the table below has the same numbers'});
    this.#picture.style.height = '280px';
    this.#body = h('div', {}, this.#picture, this.#facts,
      h('details', {}, h('summary', {}, 'As a table'),
        h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Energy as a table'}, h('table', {},
          h('thead', {}, h('tr', {}, h('th', {}, 'From'), h('th', {class: 'number'}, 'kWh'), h('th', {class: 'number'}, 'Known'),
            h('th', {}, 'Beside'), h('th', {class: 'number'}, 'kWh'), h('th', {class: 'number'}, 'Known'))), this.#table))));
    this.element = h('div', {}, this.#note, this.#body);
    this.#chart = new Chart(this.#picture, chart => this.#draw(chart));
  }

  close() {
    this.#chart.close();
  }

  get start() {
    return this.#answer && Date.parse(this.#answer.current.start);
  }

  get end() {
    return this.#answer && Date.parse(this.#answer.current.end);
  }

  async load(period, compare, day, signal) {
    this.element.classList.add('busy');
    const asked = ++this.#asked;
    try {
      const answer = await api.consumption(this.#sensor.name, {period, compare, date: day}, signal);
      if (asked !== this.#asked) {
        return;
      }
      this.#answer = answer;
      fill(this.#note);
      this.#body.hidden = false;
      this.#tell();
      this.#chart.draw();
    } catch (error) {
      this.#body.hidden = true;
      tell(this.#note, error);
    } finally {
      this.element.classList.toggle('busy', asked !== this.#asked);
    }
  }

  #tell() {
    const {current, compared, timeZone, series} = this.#answer;
    const key = (name, {kwh: energy, ...of}) => h('span', {},
      h('i', {class: 'key', vars: {'--key': name}}), `${when(of, timeZone)}: `, h('b', {}, `${kwh(energy)} kWh`), energy !== null && known(of));
    fill(this.#facts, key(colour(this.#index), current), key('var(--rest)', compared));
    const cells = part => [h('td', {class: 'number'}, kwh(part?.kwh)), h('td', {class: 'number'}, part ? percent(part.coverage) : '–')];
    fill(this.#table, series.map(part => h('tr', {},
      h('td', {class: 'nowrap'}, this.#name(part, true)), cells(part),
      h('td', {class: 'nowrap'}, part.compared ? this.#name(part.compared, true) : '–'), cells(part.compared))));
  }

  #name(part, long = false) {
    const {period, timeZone} = this.#answer;
    const start = Date.parse(part.start);
    const format = options => new Intl.DateTimeFormat(navigator.language, {...options, timeZone}).format(start);
    if (period === 'year') {
      return format({month: long ? 'long' : 'short', year: long ? 'numeric' : undefined});
    }
    if (period === 'day') {
      return minutes(start, timeZone);
    }
    return long ? `${format({weekday: 'short'})}, ${date(start, timeZone)}`
      : format(period === 'week' ? {weekday: 'short', day: 'numeric'} : {day: 'numeric'});
  }

  #draw(chart) {
    if (!this.#answer) {
      return;
    }
    const colours = theme();
    const {series} = this.#answer;
    const values = series.flatMap(each => [each.kwh, each.compared?.kwh]).filter(each => each !== null && each !== undefined);
    const bar = (id, color, data) => ({
      id, type: 'bar', data, itemStyle: {color, borderRadius: [3, 3, 0, 0]}, barMaxWidth: 26, barGap: '12%', animation: false,
    });
    chart.set({
      animation: false,
      textStyle: {fontFamily: colours.font},
      grid: {...grid(1), top: 30},
      xAxis: {
        type: 'category', data: series.map(each => this.#name(each)),
        axisLine: {lineStyle: {color: colours.line}}, axisTick: {show: false},
        axisLabel: {color: colours.muted, fontFamily: colours.font, hideOverlap: true},
      },
      yAxis: [valueAxis(colours, 0, 'kWh', bounds(Math.min(0, ...values), Math.max(0, ...values)))],
      tooltip: tooltip(colours, ([hit]) => {
        const part = series[hit.dataIndex];
        const row = (key, each) => [key, this.#name(each, true), each.kwh === null ? 'no readings'
          : `${kwh(each.kwh)} kWh${each.coverage < WHOLE ? `, ${percent(each.coverage)} known` : ''}`];
        return tip('', [row(colours.series(this.#index), part), ...part.compared ? [row(colours.rest, part.compared)] : []]);
      }, {axisPointer: {type: 'shadow', shadowStyle: {color: colours.grid, opacity: 0.6}}}),
      series: [
        bar('compared', colours.rest, series.map(each => each.compared?.kwh ?? null)),
        bar('current', colours.series(this.#index), series.map(each => each.kwh)),
      ],
    }, true);
  }
}

/** What the partner says a month's energy was used for. */
class Split {
  #sensor;
  #asked = 0;
  #answer;
  #chart;
  #picture = h('div', {class: 'chart', role: 'img', 'aria-label': 'Shares of uses; the table beside has the same numbers'});
  #rows = h('tbody');
  #about = h('p', {class: 'small muted'});
  #note = h('div');
  #body;

  constructor(sensor) {
    this.#sensor = sensor;
    this.#body = h('div', {class: 'split'}, this.#picture, h('div', {},
      h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, 'Use'), h('th', {class: 'number'}, 'Share'), h('th', {class: 'number'}, 'kWh'))),
        this.#rows), this.#about));
    this.element = h('div', {}, this.#note, this.#body);
    this.#chart = new Chart(this.#picture, chart => this.#draw(chart));
  }

  close() {
    this.#chart.close();
  }

  async load(month, signal) {
    const asked = ++this.#asked;
    try {
      const answer = await api.usage(this.#sensor.name, month, signal);
      if (asked !== this.#asked) {
        return;
      }
      this.#answer = answer;
      this.#tell();
      this.#chart.draw();
    } catch (error) {
      this.#body.hidden = true;
      tell(this.#note, error);
    }
  }

  #tell() {
    const {usages, unattributed, period, provisional, exportId, consumption} = this.#answer;
    const zone = zoneOf(this.#sensor);
    this.#body.hidden = exportId === null;
    fill(this.#note,
      exportId === null && notice('No split yet', this.#sensor.partnerConsent
        ? 'The partner has not said yet what this month’s energy was used for.'
        : 'This sensor’s consumption is not sent to the partner, as its owner has not agreed to that.'),
      exportId !== null && provisional && h('p', {class: 'hint'},
        `The split of this very month has not come yet; this is the newest that overlaps it, of ${when(period, zone)}.`));
    const row = (key, name, {share, kwh: energy}, more) => h('tr', {...more},
      h('td', {}, h('i', {class: 'key', vars: {'--key': key}}), ` ${name}`),
      h('td', {class: 'number'}, percent(share, 1)), h('td', {class: 'number'}, kwh(energy)));
    fill(this.#rows, usages.map((each, i) => row(colour(i), each.usage, each)), row('var(--rest)', 'not attributed', unattributed));
    fill(this.#about, `${kwh(consumption.kwh)} kWh of ${when(period, zone)}${known(consumption)}. Export ${exportId}.`);
  }

  #draw(chart) {
    if (!this.#answer || this.#body.hidden) {
      return;
    }
    const colours = theme();
    const {usages, unattributed} = this.#answer;
    const slice = (name, {share, kwh: energy}, color) => ({name, value: share, energy, itemStyle: {color}});
    chart.set({
      animation: false,
      tooltip: tooltip(colours, ([{data, color}]) =>
        tip(data.name, [[color, percent(data.value, 1), `${kwh(data.energy)} kWh`]]), {trigger: 'item'}),
      series: [{
        type: 'pie', radius: ['56%', '92%'], label: {show: false}, emphasis: {scale: false}, startAngle: 90,
        itemStyle: {borderColor: colours.surface, borderWidth: 2},
        data: [...usages.map((each, i) => slice(each.usage, each, colours.series(i))), slice('not attributed', unattributed, colours.rest)]
          .filter(each => each.value > 0),
      }],
      graphic: [{
        type: 'text', left: 'center', top: 'middle', silent: true,
        style: {
          text: `${kwh(this.#answer.consumption.kwh)}\nkWh`, fill: colours.text, font: `600 20px ${colours.font}`, textAlign: 'center', lineHeight: 26,
        },
      }],
    }, true);
  }
}
