/** The address bar holds what is shown, so that a link shows the same; it never holds the token. */

const VIEWS = ['live', 'history', 'consumption', 'operations'];

/** The view, the sensors chosen, and what else the view keeps there. */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const sensors = [...new Set(parameters.getAll('sensor'))];
  parameters.delete('sensor');
  return {view: VIEWS.includes(path) ? path : 'live', sensors, parameters: Object.fromEntries(parameters)};
}

/** The address of a view. */
export function link(view, sensors, parameters = {}) {
  const query = new URLSearchParams(sensors.map(each => ['sensor', each]));
  Object.entries(parameters).forEach(([name, value]) => {
    if (value !== undefined && value !== null) {
      query.set(name, value);
    }
  });
  return `#/${view}${query.size ? `?${query}` : ''}`;
}

/** Shows something else; the browser's back button comes back. */
export function go(view, sensors, parameters) {
  location.hash = link(view, sensors, parameters);
}

/** The same view, a little different: no step for the back button. */
export function note(view, sensors, parameters) {
  history.replaceState(null, '', link(view, sensors, parameters));
}
