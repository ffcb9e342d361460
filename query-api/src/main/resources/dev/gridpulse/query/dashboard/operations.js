import * as api from './api.js';
import {Chart, theme} from './charts.js';
import {failure, fill, h, notice, say} from './dom.js';
import {ago, moment, percent, short, span, whole} from './format.js';

const EVERY_MS = 5_000;
/** So many values are drawn: ten minutes. */
const MOST_VALUES = 120;
/** Lists change seldom. */
const LISTS_EVERY = 6;

/** For operators: whether all is well, what was not taken in, what was exported. */
export const open = main => new OperationsView(main);

class OperationsView {
  #zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  #hint = h('div');
  #meters = {
    health: new Meter('Health'),
    audit: new Meter('Audit differences'),
    rate: new Meter('Readings stored', '/s'),
    computing: new Meter('Waiting to be computed', 'records'),
    storing: new Meter('Waiting to be stored', 'records'),
    latency: new Meter('From Kafka to the database', 's'),
    rejected: new Meter('Rejected'),
    dirty: new Meter('Quarter-hours to recompute'),
    exports: new Meter('Exports due'),
    clients: new Meter('Live streams'),
  };
  #rejects = h('div', {}, 'Loading…');
  #exports = h('div', {}, 'Loading…');
  #before;
  #round = 0;
  #timer;
  #closed = false;

  constructor(main) {
    fill(main,
      h('div', {class: 'head'}, h('h1', {}, 'Operations'),
        h('button', {type: 'button', onclick: () => this.#lists()}, 'Refresh')),
      this.#hint,
      h('div', {class: 'meters'}, Object.values(this.#meters).map(each => each.element)),
      h('section', {class: 'card', id: 'rejects', 'aria-label': 'Rejects'}, h('h2', {}, 'Rejects, the newest'), this.#rejects),
      h('section', {class: 'card', id: 'exports', 'aria-label': 'Exports'}, h('h2', {}, 'Exports to the partner'), this.#exports));
    this.#ask();
  }

  update() {
    // All that the address says is that this is shown.
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    Object.values(this.#meters).forEach(each => each.close());
  }

  async #ask() {
    try {
      const lists = this.#round++ % LISTS_EVERY === 0 && this.#lists();
      const [health, metrics] = await Promise.all([api.health(), api.metrics()]);
      if (!this.#closed) {
        this.#tellHealth(health);
        this.#tellMetrics(metrics);
      }
      await lists;
    } catch (error) {
      if (!this.#closed && error.status !== 401) {
        fill(this.#hint, h('p', {class: 'hint bad', role: 'alert'}, error.message));
      }
    }
    if (!this.#closed) {
      this.#timer = setTimeout(() => this.#ask(), EVERY_MS);
    }
  }

  #tellHealth({status, details = {}}) {
    const parts = Object.entries(details).filter(([, each]) => each.status !== 'UP')
      .map(([name, each]) => each.details?.problem ?? `${name}: ${each.status}`);
    this.#meters.health.show(status === 'UP' ? 'Up' : 'Down', parts.join(', ') || 'database and API', status === 'UP' ? 'good' : 'bad');
    const audit = details.audit?.details ?? {};
    if (audit.differences === undefined) {
      this.#meters.audit.show('–', 'not known without the database');
    } else {
      const last = audit.lastDifference ?? audit.lastChecked;
      this.#meters.audit.show(whole(audit.differences),
        `of ${whole(audit.checked)} quarter-hours compared${last ? `, the last ${audit.lastDifference ? 'difference ' : ''}${ago(Date.now() - Date.parse(last))}` : ''}`,
        audit.differences > 0 ? 'bad' : 'good');
    }
  }

  #tellMetrics(metrics) {
    const now = performance.now();
    const all = (name, labels = {}) => (metrics.get(name) ?? [])
      .filter(each => Object.entries(labels).every(([key, value]) => each.labels[key] === value)).map(each => each.value);
    const sum = (name, labels) => {
      const values = all(name, labels);
      return values.length ? values.reduce((a, b) => a + b, 0) : undefined;
    };
    const seen = {
      now, stored: sum('gridpulse_readings_accepted_total'), batches: sum('gridpulse_sink_latency_seconds_count', {sink: 'readings'}),
      waited: sum('gridpulse_sink_latency_seconds_sum', {sink: 'readings'}),
    };
    const before = this.#before ?? seen;
    this.#before = seen;
    const pipeline = seen.stored !== undefined;
    fill(this.#hint, !pipeline && h('p', {class: 'hint'},
      'This process answers the API only. What is computed and stored is told by the aggregator’s own /prometheus, and by Grafana.'));
    for (const name of ['rate', 'computing', 'storing', 'latency', 'rejected', 'dirty']) {
      this.#meters[name].element.hidden = !pipeline;
    }
    if (pipeline) {
      const seconds = (now - before.now) / 1000;
      this.#meters.rate.show(seconds > 0 ? short((seen.stored - before.stored) / seconds) : '–', `${short(seen.stored)} since the start`)
        .draw(seconds > 0 ? (seen.stored - before.stored) / seconds : null);
      const computing = sum('gridpulse_streams_lag') ?? 0;
      this.#meters.computing.show(short(computing), 'all partitions').draw(computing);
      const storing = sum('gridpulse_sink_lag') ?? 0;
      this.#meters.storing.show(short(storing), 'all topics').draw(storing);
      const batches = seen.batches - before.batches;
      const latency = batches > 0 ? (seen.waited - before.waited) / batches : null;
      this.#meters.latency.show(latency === null ? '–' : short(latency), latency === null ? 'nothing stored just now' : 'mean of the last batches').draw(latency);
      const rejected = ['readings', 'aggregates', 'sensors'].reduce((count, each) => count + (sum(`gridpulse_${each}_rejected_total`) ?? 0), 0);
      const refused = sum('gridpulse_usage_refused_total') ?? 0;
      this.#meters.rejected.show(whole(rejected + refused),
        `${percent(seen.stored ? rejected / (seen.stored + rejected) : 0, 2)} of what came since the start`);
      const dirty = sum('gridpulse_quarters_dirty') ?? 0;
      this.#meters.dirty.show(short(dirty), `${short(sum('gridpulse_repaired_total') ?? 0)} recomputed since the start`).draw(dirty);
    }
    const due = sum('gridpulse_exports_due');
    this.#meters.exports.element.hidden = due === undefined;
    this.#meters.exports.show(whole(due ?? 0), due ? 'midnights that are not exported yet' : 'every midnight is exported', due ? 'bad' : undefined);
    this.#meters.clients.show(whole(sum('gridpulse_live_clients') ?? 0), `${short(sum('gridpulse_live_events_total') ?? 0)} events, ${short(sum('gridpulse_live_skipped_total') ?? 0)} left out`);
  }

  async #lists() {
    await Promise.all([
      this.#list(this.#rejects, api.rejects, ({rejects}) => rejects.length ? this.#rejectTable(rejects)
        : notice('Nothing rejected', 'All that came in the last 40 days was taken in.')),
      this.#list(this.#exports, api.exports, ({exports}) => exports.length ? this.#exportTable(exports)
        : notice('No exports yet', 'The first one is made after the first midnight with sensors that consent.')),
    ]);
  }

  async #list(element, ask, show) {
    try {
      fill(element, show(await ask()));
    } catch (error) {
      if (error.status === 404) {
        fill(element, notice('Not here', 'This process has no Kafka to read it from.'));
      } else if (error.status !== 401) {
        fill(element, failure(error));
      }
    }
  }

  #rejectTable(rejects) {
    const place = each => each.file !== null ? `${each.file}, line ${whole(each.line)}`
      : `${each.topic ?? each.source ?? '?'}, partition ${each.partition ?? '?'}, offset ${each.offset ?? '?'}`;
    return table('Rejects', ['Time', 'Where it stood', 'Reason', 'Raw'], rejects.map(each => [
      h('td', {class: 'nowrap'}, moment(Date.parse(each.time), this.#zone, true)),
      h('td', {}, place(each)),
      h('td', {}, each.reason ?? 'none given'),
      h('td', {}, each.raw === null ? '–' : h('pre', {tabindex: '0', 'aria-label': 'Raw text'}, each.raw)),
    ]));
  }

  #exportTable(exports) {
    const number = text => h('td', {class: 'number'}, text);
    return table('Exports', ['Export', 'Period', '#Revision', '#Sensors', '#Days', '#Minutes sent', '#Amended days', 'SHA-256'], exports.map(each => [
      h('td', {class: 'nowrap'}, each.id),
      h('td', {class: 'nowrap'}, span(Date.parse(each.period.start), Date.parse(each.period.end), each.timeZone)),
      number(whole(each.revision)), number(whole(each.sensors)), number(whole(each.days)),
      number(`${whole(each.sentMinutes)} of ${whole(each.expectedMinutes)}`),
      number(whole(each.amendedDays)),
      h('td', {}, h('code', {title: each.sha256}, `${each.sha256.slice(0, 12)}…`)),
    ]));
  }
}

/** A table that may be wider than the screen; a heading with # is one of numbers. */
const table = (label, headings, rows) =>
  h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label}, h('table', {},
    h('thead', {}, h('tr', {}, headings.map(each =>
      each.startsWith('#') ? h('th', {class: 'number', scope: 'col'}, each.slice(1)) : h('th', {scope: 'col'}, each)))),
    h('tbody', {}, rows.map(each => h('tr', {}, each)))));

/** A figure, what it means, and how it was in the last minutes. */
class Meter {
  #value = h('span', {}, '–');
  #about = h('p', {class: 'small muted'});
  #values = [];
  #chart;

  constructor(title, unit) {
    this.element = h('section', {class: 'card meter', 'aria-label': title}, h('h2', {}, title),
      h('p', {class: 'figure'}, this.#value, unit && h('small', {}, unit)), this.#about);
  }

  show(value, about, state) {
    say(this.#value, value);
    say(this.#about, about);
    this.element.classList.toggle('bad', state === 'bad');
    this.element.classList.toggle('good', state === 'good');
    return this;
  }

  draw(value) {
    this.#values.push(value);
    this.#values.splice(0, this.#values.length - MOST_VALUES);
    if (!this.#chart) {
      const picture = h('div', {class: 'chart', 'aria-hidden': 'true'});
      this.element.append(picture);
      this.#chart = new Chart(picture, chart => this.#draw(chart));
    }
    this.#chart.draw();
  }

  #draw(chart) {
    const colours = theme();
    const color = colours.series(0);
    chart.set({
      animation: false,
      grid: {left: 0, right: 2, top: 4, bottom: 2},
      xAxis: {type: 'category', show: false, boundaryGap: false, data: this.#values.map((_, i) => i)},
      yAxis: {type: 'value', show: false, min: 0, max: range => Math.max(1, range.max)},
      series: [{type: 'line', data: this.#values, showSymbol: false, silent: true, lineStyle: {color, width: 1.5}, areaStyle: {color, opacity: 0.12}}],
    });
  }

  close() {
    this.#chart?.close();
  }
}
