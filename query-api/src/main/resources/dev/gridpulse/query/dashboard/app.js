import * as api from './api.js';
import {failure, fill, h, notice} from './dom.js';
import {HOUR} from './format.js';
import {Picker} from './picker.js';
import {go, link, note, route} from './route.js';
import * as consumption from './consumption.js';
import * as history from './history.js';
import * as live from './live.js';
import * as operations from './operations.js';

const VIEWS = {live, history, consumption, operations};
const TITLES = {live: 'Live', history: 'History', consumption: 'Consumption', operations: 'Operations'};
/** More lines than this nobody tells apart. */
const MOST_SENSORS = 8;
const FIRST_SENSORS = 3;
/** Sensors come, and get new readings. */
const REFRESH_MS = 60_000;

const main = document.getElementById('main');
const aside = document.getElementById('sensors');
const page = document.getElementById('page');
const nav = document.getElementById('views');
const signOutButton = document.getElementById('sign-out');

let sensors = new Map();
let picker;
let shown;

document.getElementById('skip').addEventListener('click', () => main.focus());
signOutButton.addEventListener('click', () => api.signOut());
window.addEventListener('signed-out', event => showSignIn(event.detail));
window.addEventListener('hashchange', () => {
  if (api.takeToken()) {
    start();
  } else if (api.token()) {
    show();
  }
});
const themes = document.getElementById('theme');
themes.value = window.theme.chosen();
themes.addEventListener('change', () => window.theme.choose(themes.value));

setInterval(refresh, REFRESH_MS);
api.takeToken();
start();

function start() {
  if (api.token()) {
    load();
  } else {
    showSignIn();
  }
}

async function load() {
  closeView();
  fill(main, h('p', {class: 'loading', role: 'status'}, 'Loading…'));
  try {
    sensors = new Map((await api.sensors()).map(each => [each.name, each]));
  } catch (error) {
    if (error.status !== 401) {
      fill(main, failure(error, load));
    }
    return;
  }
  nav.hidden = false;
  signOutButton.hidden = false;
  nav.querySelector('[data-view=operations]').hidden = !api.isOperator();
  picker = new Picker(aside, sensors, choose);
  show();
}

/** Brings the list of sensors up to date; what is shown is not drawn anew for that. */
async function refresh() {
  if (!api.token() || !picker || document.visibilityState !== 'visible') {
    return;
  }
  try {
    const before = sensors.size;
    for (const each of await api.sensors()) {
      sensors.set(each.name, Object.assign(sensors.get(each.name) ?? {}, each));
    }
    if (sensors.size > before) {
      picker.refresh();
      if (before === 0) {
        show();
      }
    }
  } catch {
    // Whoever asks next tells.
  }
}

function closeView() {
  shown?.view.close();
  shown = undefined;
}

/** Shows what the address says. */
function show() {
  const asked = route();
  const known = asked.sensors.filter(each => sensors.has(each)).slice(0, MOST_SENSORS);
  if (known.length === 0 && asked.sensors.length === 0 && asked.view !== 'operations') {
    known.push(...usual(asked.view));
    note(asked.view, known, asked.parameters);
  }
  const withPicker = asked.view !== 'operations';
  aside.hidden = !withPicker || sensors.size === 0;
  page.classList.toggle('wide', aside.hidden);
  document.title = `${TITLES[asked.view]} · gridpulse`;
  for (const each of nav.children) {
    const current = each.dataset.view === asked.view;
    current ? each.setAttribute('aria-current', 'page') : each.removeAttribute('aria-current');
    each.href = link(each.dataset.view, known);
  }
  picker.update(known, asked.view === 'consumption' ? consumption.isEnergy : () => true);
  if (shown?.name !== asked.view) {
    closeView();
    fill(main);
    if (withPicker && sensors.size === 0) {
      fill(main, nothing());
      return;
    }
    shown = {name: asked.view, view: VIEWS[asked.view].open(main, {sensors, choose})};
  }
  const missing = asked.sensors.length - known.length;
  shown.view.update(known.map(each => sensors.get(each)), asked.parameters, missing);
}

function nothing() {
  return notice('No sensors yet',
    'Sensors appear here with their first reading. Load a file with ./gridpulse replay, or generate some with ./gridpulse generate.',
    h('button', {type: 'button', onclick: load}, 'Look again'));
}

/** What is shown to somebody who has chosen nothing: some that are heard of. */
function usual(view) {
  const all = [...sensors.values()].filter(each => each.lastReading && (view !== 'consumption' || consumption.isEnergy(each)));
  const newest = Math.max(...all.map(each => Date.parse(each.lastReading.time)));
  const alive = all.filter(each => newest - Date.parse(each.lastReading.time) < HOUR);
  const order = view === 'consumption' ? ['counter', 'power'] : ['power', 'gauge', 'counter'];
  const byKind = order.map(kind => alive.filter(each => each.kind === kind));
  // One of each kind and then another of the first: as different as may be.
  return [...byKind.map(each => each[0]), ...byKind.flat()].filter(Boolean).map(each => each.name)
    .filter((each, i, all) => all.indexOf(each) === i).slice(0, FIRST_SENSORS);
}

/** Adds sensors to those chosen, or takes them away. */
function choose(names, on) {
  const {view, sensors: before, parameters} = route();
  const kept = before.filter(each => sensors.has(each) && !names.includes(each));
  const chosen = on ? [...kept, ...names] : kept;
  if (chosen.length > MOST_SENSORS) {
    picker.refuse(`${MOST_SENSORS} sensors at a time; take one away first.`);
    return;
  }
  // A choice of none is a choice.
  go(view, chosen.length ? chosen : [''], parameters);
}

function showSignIn(reason) {
  closeView();
  nav.hidden = true;
  aside.hidden = true;
  signOutButton.hidden = true;
  page.classList.add('wide');
  document.title = 'Sign in · gridpulse';
  const input = h('input', {
    id: 'token', type: 'password', required: true, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'token-help',
  });
  fill(main, h('section', {class: 'card sign-in'},
    h('h1', {}, 'Sign in'),
    h('p', {id: 'token-help'}, 'Paste a token. The operator’s is in ', h('code', {}, '.gridpulse/operator.token'),
      '; it stays in this tab and goes with it.'),
    reason && h('div', {class: 'hint bad', role: 'alert'}, reason),
    h('form', {
      onsubmit: event => {
        event.preventDefault();
        api.signIn(input.value.trim());
        load();
      },
    }, h('label', {for: 'token'}, 'Token'), input, h('button', {class: 'main'}, 'Sign in'))));
  input.focus();
}
