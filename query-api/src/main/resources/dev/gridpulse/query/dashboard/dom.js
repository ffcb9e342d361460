/**
 * An element. Children that are texts become text and never markup: names of sensors may hold anything.
 *
 * @param properties `class`, attributes, listeners as `onclick`, custom properties of CSS as `vars`
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'vars') {
      Object.entries(value).forEach(([key, each]) => element.style.setProperty(key, each));
    } else if (name === 'class') {
      element.className = value;
    } else if (name === 'checked' || name === 'value') {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces all that an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets a text only when it is another one, so that nothing is drawn or read out for nothing. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Nothing is there, or nothing could be had: what, why, and what to do. */
export function notice(title, text, action) {
  return h('div', {class: 'notice'}, h('h2', {}, title), text && h('p', {}, text), action);
}

export const failure = (error, again) =>
  h('div', {class: 'notice bad', role: 'alert'},
    h('h2', {}, 'This did not work'),
    h('p', {}, error.message),
    again && h('button', {type: 'button', onclick: again}, 'Try again'));

/** Buttons of which one is pressed. */
export function choice(label, options, chosen, onchoose) {
  return h('div', {class: 'choice', role: 'group', 'aria-label': label},
    options.map(([value, text]) =>
      h('button', {type: 'button', 'data-value': value, 'aria-pressed': String(value === chosen), onclick: () => onchoose(value)}, text)));
}

/** Presses another one of the buttons; none when there is no such value. */
export function choose(group, chosen) {
  for (const button of group.children) {
    button.setAttribute('aria-pressed', String(button.dataset.value === chosen));
  }
}

/** Calls once, when nothing has been asked for so long. */
export function debounce(action, delay) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay, ...values);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Has the browser save something. */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
