import {address, authorization, problem, signOut} from './api.js';

/** The server is silent for 15 s at most; after this long the connection is taken for dead. */
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * The live feed of some sensors. It reconnects by itself and goes on behind the last event, so that nothing is
 * missing; where that cannot be, the server says `resync`.
 */
export class Feed {
  #sensors;
  #lastId;
  #listener;
  #closed = false;
  #connection = new AbortController();
  #wake = () => {};

  /**
   * @param lastId where to go on, as `live` of readings or the id of an event
   * @param listener `reading(data)`, `aggregate(data)`, `resync(data)`, and `state(name, detail)`: `connecting`, `live`,
   *   `reconnecting`, or `failed`, which is for good
   */
  constructor(sensors, lastId, listener) {
    this.#sensors = sensors;
    this.#lastId = lastId;
    this.#listener = listener;
    window.addEventListener('online', this.#hurry);
    this.#run();
  }

  close() {
    this.#closed = true;
    window.removeEventListener('online', this.#hurry);
    this.#connection.abort();
    this.#wake();
  }

  #hurry = () => this.#wake();

  async #run() {
    let failures = 0;
    this.#listener.state('connecting');
    while (!this.#closed) {
      try {
        const response = await this.#connect();
        if (response.ok) {
          failures = 0;
          this.#listener.state('live');
          await this.#read(response.body);
        } else if (!await this.#mayTryAgain(response)) {
          return;
        }
      } catch {
        // Broken off: the id tells where to go on.
      }
      if (!this.#closed) {
        this.#listener.state('reconnecting');
        await this.#pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures++) * (0.5 + Math.random() / 2));
      }
    }
  }

  #connect() {
    this.#connection = new AbortController();
    const headers = {...authorization(), Accept: 'text/event-stream'};
    if (this.#lastId) {
      headers['Last-Event-ID'] = this.#lastId;
    }
    return fetch(address('/api/v1/live', {sensor: this.#sensors}), {
      headers, signal: this.#connection.signal, cache: 'no-store',
    });
  }

  async #mayTryAgain(response) {
    const refusal = await problem(response);
    if (refusal.status === 401) {
      signOut(refusal.message);
      return false;
    }
    if (refusal.status === 400 && this.#lastId) {
      // An id of another installation: begin with the latest.
      this.#lastId = undefined;
      return true;
    }
    if (refusal.status < 500 && refusal.status !== 429) {
      this.#listener.state('failed', refusal.message);
      return false;
    }
    return true;
  }

  #pause(milliseconds) {
    return new Promise(resolve => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  /** Reads server-sent events, as the HTML standard has them, until the connection ends. */
  async #read(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let event = {};
    for (;;) {
      const silence = setTimeout(() => this.#connection.abort(), SILENCE_MS);
      const {value, done} = await reader.read().finally(() => clearTimeout(silence));
      if (done || this.#closed) {
        return;
      }
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line === '') {
          this.#dispatch(event);
          event = {};
        } else if (!line.startsWith(':')) {
          const colon = line.indexOf(': ');
          const name = line.slice(0, colon);
          event[name] = name in event ? `${event[name]}\n${line.slice(colon + 2)}` : line.slice(colon + 2);
        }
      }
    }
  }

  #dispatch({id, event, data}) {
    if (id !== undefined) {
      this.#lastId = id;
    }
    if (data !== undefined && event in this.#listener && !this.#closed) {
      this.#listener[event](JSON.parse(data));
    }
  }
}
