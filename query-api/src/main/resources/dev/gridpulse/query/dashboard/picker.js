import {colour} from './charts.js';
import {fill, h, say} from './dom.js';
import {AssetMap} from './map.js';

/** More than this are not listed at a time; a search finds the others. */
const MOST_LISTED = 400;
const NO_ASSET = 'Without an asset';

const place = ({latitude, longitude}) =>
  `${Math.abs(latitude).toFixed(2)}° ${latitude < 0 ? 'S' : 'N'}, ${Math.abs(longitude).toFixed(2)}° ${longitude < 0 ? 'W' : 'E'}`;

/** Where sensors are chosen: by asset and name, in a list or on a map. */
export class Picker {
  #sensors;
  #onchoose;
  #chosen = [];
  #fits = () => true;
  #list = h('div');
  #map;
  #search = h('input', {
    type: 'search', placeholder: 'Search asset, signal, unit', 'aria-label': 'Search sensors', oninput: () => this.#draw(),
  });
  #toggle = h('button', {type: 'button', class: 'picker-toggle', 'aria-expanded': 'false', onclick: () => this.#open()});
  #said = h('p', {class: 'small muted', role: 'status'});

  /** @param onchoose called with names, and whether they are to be shown */
  constructor(element, sensors, onchoose) {
    this.#sensors = sensors;
    this.#onchoose = onchoose;
    this.element = element;
    const located = [...sensors.values()].some(each => each.location);
    const mapElement = h('div', {class: 'map', hidden: true});
    const mapButton = located && h('button', {
      type: 'button', 'aria-pressed': 'false', class: 'small',
      onclick: event => {
        mapElement.hidden = !mapElement.hidden;
        event.currentTarget.setAttribute('aria-pressed', String(!mapElement.hidden));
        this.#map ??= new AssetMap(mapElement, asset => this.#chooseAsset(asset));
        this.#map.update(this.#assets(), this.#chosen);
      },
    }, 'Map');
    fill(element, this.#toggle,
      h('div', {class: 'picker-body'},
        h('div', {class: 'picker-head'}, h('h2', {}, 'Sensors'), mapButton),
        this.#search, mapElement, this.#said, this.#list));
  }

  /** @param fits which sensors the view can show */
  update(chosen, fits) {
    this.#chosen = chosen;
    this.#fits = fits;
    say(this.#toggle, `Sensors · ${chosen.length} chosen`);
    this.refuse('');
    this.#draw();
    this.#map?.update(this.#assets(), chosen);
  }

  /** Says why something was not chosen. */
  refuse(text) {
    say(this.#said, text);
    this.#draw();
  }

  /** Shows sensors that have come. */
  refresh() {
    this.update(this.#chosen, this.#fits);
  }

  #open() {
    const open = this.element.classList.toggle('open');
    this.#toggle.setAttribute('aria-expanded', String(open));
  }

  #assets() {
    const assets = new Map();
    for (const sensor of [...this.#sensors.values()].filter(this.#fits)) {
      const name = sensor.asset ?? '';
      assets.set(name, [...assets.get(name) ?? [], sensor]);
    }
    return [...assets].map(([name, sensors]) => ({name, sensors, location: sensors.find(each => each.location)?.location}))
      .sort((a, b) => (a.name === '') - (b.name === '') || a.name.localeCompare(b.name, undefined, {numeric: true}));
  }

  #chooseAsset(asset) {
    const names = asset.sensors.map(each => each.name);
    this.#onchoose(names, !names.every(each => this.#chosen.includes(each)));
  }

  #draw() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = sensor => {
      const text = [sensor.name, sensor.asset, sensor.signalId, sensor.unit, sensor.kind].join(' ').toLowerCase();
      return words.every(each => text.includes(each));
    };
    let left = MOST_LISTED;
    let hidden = 0;
    const groups = [];
    for (const asset of this.#assets()) {
      const found = asset.sensors.filter(matches);
      const listed = found.slice(0, left);
      left -= listed.length;
      hidden += found.length - listed.length;
      if (listed.length) {
        groups.push(this.#group({...asset, sensors: listed}));
      }
    }
    const focused = document.activeElement?.dataset?.sensor;
    fill(this.#list, groups,
      groups.length === 0 && h('p', {class: 'muted small'}, words.length ? 'No sensor is called so.' : 'No sensor measures energy.'),
      hidden > 0 && h('p', {class: 'muted small'}, `${hidden} more: search to find them.`));
    if (focused !== undefined) {
      [...this.#list.querySelectorAll('input')].find(each => each.dataset.sensor === focused)?.focus();
    }
  }

  #group(asset) {
    const all = asset.sensors.every(each => this.#chosen.includes(each.name));
    return h('section', {class: 'asset'},
      h('div', {class: 'asset-name'}, h('h3', {}, asset.name || NO_ASSET),
        asset.name && asset.sensors.length > 1 && h('button', {
          type: 'button', 'aria-label': `${all ? 'None' : 'All'} of ${asset.name}`, onclick: () => this.#chooseAsset(asset),
        }, all ? 'None' : 'All')),
      asset.location && h('p', {class: 'small muted'}, place(asset.location)),
      asset.sensors.map(sensor => this.#sensor(sensor)));
  }

  #sensor(sensor) {
    const index = this.#chosen.indexOf(sensor.name);
    const about = [sensor.unit, sensor.signalId && `signal ${sensor.signalId}`].filter(Boolean).join(' · ');
    return h('label', {class: 'sensor'},
      h('input', {
        type: 'checkbox', checked: index >= 0, 'data-sensor': sensor.name, vars: index >= 0 ? {'--key': colour(index)} : {},
        onchange: event => this.#onchoose([sensor.name], event.currentTarget.checked),
      }),
      h('span', {}, sensor.name, about && h('small', {}, about)));
  }
}

/** The sensors that are shown, with their colours, to be taken away. */
export const chips = (sensors, remove) =>
  h('div', {class: 'chips', role: 'group', 'aria-label': 'Chosen sensors'}, sensors.map((sensor, index) =>
    h('div', {class: 'chip'},
      h('i', {class: 'key', vars: {'--key': colour(index)}}),
      h('span', {}, sensor.name, sensor.unit && h('span', {class: 'muted'}, ` ${sensor.unit}`)),
      h('button', {type: 'button', 'aria-label': `Remove ${sensor.name}`, onclick: () => remove([sensor.name], false)}, '×'))));
