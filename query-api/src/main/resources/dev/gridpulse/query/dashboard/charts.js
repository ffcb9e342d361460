import * as echarts from './echarts.js';
import {h} from './dom.js';
import {DAY, fixed, short, tickLabel, ticks} from './format.js';

const charts = new Set();
const AXIS_WIDTH = 62;

const value = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colour of the sensor of that number among those chosen. */
export const colour = index => `var(--series-${index % 8 + 1})`;

let colours;

/** The colours of the theme, as a canvas needs them. */
export const theme = () => colours ??= readTheme();

function readTheme() {
  const palette = [1, 2, 3, 4, 5, 6, 7, 8].map(each => value(`--series-${each}`));
  return {
    text: value('--text'),
    muted: value('--muted'),
    line: value('--line'),
    grid: value('--grid'),
    surface: value('--surface'),
    font: getComputedStyle(document.body).fontFamily,
    series: index => palette[index % 8],
    rest: value('--rest'),
  };
}

/** A chart that follows the size of its element and the theme. */
export class Chart {
  #chart;
  #draw;
  #size;

  /** @param draw draws all of it, again when the theme or the size has changed */
  constructor(element, draw) {
    this.element = element;
    this.#draw = draw;
    this.#chart = echarts.init(element, null, {renderer: 'canvas'});
    let width = element.clientWidth;
    let height = element.clientHeight;
    this.#size = new ResizeObserver(() => {
      if (element.clientWidth !== width || element.clientHeight !== height) {
        width = element.clientWidth;
        height = element.clientHeight;
        this.#chart.resize();
        this.draw();
      }
    });
    this.#size.observe(element);
    charts.add(this);
  }

  draw() {
    this.#draw(this);
  }

  set(option, replace = false) {
    this.#chart.setOption(option, replace ? {notMerge: true} : {});
  }

  get width() {
    return this.#chart.getWidth();
  }

  on(event, listener) {
    this.#chart.on(event, listener);
  }

  hideTip() {
    this.#chart.dispatchAction({type: 'hideTip'});
  }

  /** The picture as it is, twice as large. */
  canvas() {
    return this.#chart.renderToCanvas({pixelRatio: 2, backgroundColor: theme().surface});
  }

  close() {
    charts.delete(this);
    this.#size.disconnect();
    this.#chart.dispose();
  }
}

// In the colours that hold now.
window.addEventListener('theme', () => {
  colours = undefined;
  charts.forEach(chart => chart.draw());
});

/** A tooltip whose content is made of elements: what stands in it is text, never markup. */
export const tooltip = (colours, format, more = {}) => ({
  trigger: 'axis',
  confine: true,
  transitionDuration: 0,
  backgroundColor: colours.surface,
  borderColor: colours.line,
  borderWidth: 1,
  padding: [8, 12],
  textStyle: {color: colours.text, fontFamily: colours.font, fontSize: 13},
  extraCssText: 'box-shadow: 0 4px 16px rgba(0, 0, 0, .14); border-radius: 8px;',
  axisPointer: {type: 'line', label: {show: false}, lineStyle: {color: colours.muted, type: 'dashed', width: 1}},
  formatter: parameters => format([parameters].flat()) ?? '',
  ...more,
});

/** What a tooltip holds: a heading, and rows of a colour, a name and a text. */
export const tip = (heading, rows) =>
  h('div', {class: 'tip'}, h('strong', {}, heading),
    rows.map(([key, name, text]) =>
      h('div', {class: 'tip-row'}, key && h('i', {class: 'key', vars: {'--key': key}}), h('span', {}, name), h('b', {}, text))));

/** The axis of a time range, with round times of a zone. */
export function timeAxis(colours, from, to, zone, width) {
  const found = ticks(from, to, zone, width / 92);
  const step = found.length > 1 ? found[1] - found[0] : DAY;
  return {
    type: 'value',
    min: from,
    max: to,
    axisLine: {onZero: false, lineStyle: {color: colours.line}},
    axisTick: {show: true, customValues: found, lineStyle: {color: colours.line}},
    splitLine: {show: false},
    axisLabel: {
      customValues: found,
      color: colours.muted,
      fontFamily: colours.font,
      fontSize: 12,
      hideOverlap: true,
      showMinLabel: null,
      showMaxLabel: null,
      formatter: at => tickLabel(at, zone, step),
    },
  };
}

/** Round bounds of an axis, and the step between its lines. */
export function bounds(low, high, lines = 5) {
  if (!(low <= high)) {
    return {min: 0, max: 1, interval: 0.25};
  }
  const spread = high - low || Math.abs(high) * 0.02 || 1;
  const rough = spread / lines;
  const size = 10 ** Math.floor(Math.log10(rough));
  const interval = [1, 2, 2.5, 5, 10].find(each => each * size >= rough) * size;
  const round = each => Number(each.toPrecision(12));
  const min = round(Math.floor((low - spread * 0.04) / interval) * interval);
  return {
    // Never below zero for what never is.
    min: low >= 0 ? Math.max(0, min) : min,
    max: round(Math.ceil((high + spread * 0.04) / interval) * interval),
    interval: round(interval),
  };
}

/** An axis of values: the first one at the left, the others at the right, side by side. */
export function valueAxis(colours, index, unit, range) {
  const decimals = Math.min(6, (String(range.interval).split('.')[1] ?? '').length);
  const format = at => Math.abs(range.max) >= 1e5 ? short(at) : fixed(at, decimals);
  return {
    type: 'value',
    ...range,
    name: unit,
    nameLocation: 'end',
    nameGap: 12,
    nameTextStyle: {color: colours.muted, fontFamily: colours.font, fontSize: 12, align: index ? 'left' : 'right'},
    position: index ? 'right' : 'left',
    offset: index > 1 ? (index - 1) * AXIS_WIDTH : 0,
    axisLine: {show: index > 0, lineStyle: {color: colours.line}},
    axisTick: {show: false},
    splitLine: {show: index === 0, lineStyle: {color: colours.grid}},
    axisLabel: {color: colours.muted, fontFamily: colours.font, fontSize: 12, formatter: format},
  };
}

/** The space around the picture for so many axes. */
export const grid = axes => ({left: AXIS_WIDTH, right: axes > 1 ? (axes - 1) * AXIS_WIDTH : 18, top: 34, bottom: 30});

/**
 * The series of a sensor: a band from min to max, the mean as a line, the median as a thin one.
 *
 * @param segments runs of points without a gap: `{t, mean, median, min, max, complete}` of equal lengths
 */
export function bandAndLines(name, colour, axis, segments, {median = false, band = true, width = 1.8} = {}) {
  const solid = [];
  const dashed = [];
  const middle = [];
  const dots = [];
  const bands = [];
  segments.forEach((segment, number) => {
    const last = segment.t.length - 1;
    if (last === 0) {
      dots.push([segment.t[0], segment.mean[0]]);
    }
    for (let i = 0; i <= last; i++) {
      const point = [segment.t[i], segment.mean[i]];
      const sure = segment.complete[i];
      solid.push(sure ? point : [point[0], null]);
      if (!sure || (i < last && !segment.complete[i + 1])) {
        dashed.push(point);
      } else if (i > 0 && !segment.complete[i - 1]) {
        dashed.push([point[0], null]);
      }
      if (median && segment.median[i] !== null) {
        middle.push([segment.t[i], segment.median[i]]);
      }
    }
    solid.push([segment.t[last], null]);
    dashed.push([segment.t[last], null]);
    middle.push([segment.t[last], null]);
    bands.push([segment.t[0], segment.max[0], number]);
  });
  const common = {name, yAxisIndex: axis, showSymbol: false, silent: true, animation: false, clip: true};
  const line = {...common, type: 'line', connectNulls: false};
  const id = part => `${part} ${name}`;
  return [
    band && {
      ...common,
      id: id('band'),
      type: 'custom',
      data: bands,
      encode: {x: 0, y: 1},
      z: 1,
      renderItem: (_, api) => {
        const segment = segments[api.value(2)];
        const points = [];
        for (let i = 0; i < segment.t.length; i++) {
          points.push(api.coord([segment.t[i], segment.max[i]]));
        }
        for (let i = segment.t.length - 1; i >= 0; i--) {
          points.push(api.coord([segment.t[i], segment.min[i]]));
        }
        return {
          type: 'polygon',
          shape: {points},
          style: {fill: colour, opacity: 0.16, stroke: segment.t.length === 1 ? colour : undefined},
        };
      },
    },
    {...line, id: id('mean'), data: solid, lineStyle: {color: colour, width}, z: 3},
    {...line, id: id('provisional'), data: dashed, lineStyle: {color: colour, width, type: [4, 4]}, z: 3},
    {...common, id: id('dots'), type: 'scatter', data: dots, symbolSize: 5, itemStyle: {color: colour}, z: 3},
    median && {...line, id: id('median'), data: middle, lineStyle: {color: colour, width: 1.2, type: [2, 3], opacity: 0.9}, z: 2},
  ].filter(Boolean);
}
