/** What lies ahead: the faces of the sessions that the reader is about to pass, fetched in runs, one at a time. */

const AHEAD = 48; // sessions kept in the direction of travel
const ENOUGH = 24; // while so many are, no more are fetched
const SHORTEST = 3; // sessions in a run
const OUTRUN = 6; // in a run for a reader who is faster than the server: gaps between runs are unseen then, and the longer the fewer
const LONGEST = 24;
const LATELY_MS = 500; // over which the pace is told
const FIRST_COST_MS = 20; // of a session, until a run has told

export class Ahead {
  #film;
  #documents;
  #landed;
  #row = null;
  #direction = -1;
  #moves = []; // [moment, row] of late, the oldest first
  #cost = FIRST_COST_MS;
  #isFetching = false;

  /** landed(): a run has come. */
  constructor(film, documents, landed) {
    [this.#film, this.#documents, this.#landed] = [film, documents, landed];
  }

  /** The reader is at the row, or null: nothing more is wanted. */
  async from(row, direction = this.#direction) {
    [this.#row, this.#direction] = [row, direction];
    if (row === null) this.#moves = [];
    else this.#moves.push([performance.now(), row]);
    if (this.#isFetching) return;
    this.#isFetching = true;
    try {
      for (let days = this.#next(); days; days = this.#next()) {
        const started = performance.now();
        const isComplete = await this.#documents.run(days, this.#film.sessions[this.#row]);
        this.#cost = (this.#cost + (performance.now() - started) / days.length) / 2;
        this.#landed();
        if (!isComplete) break;
      }
    } catch {
      /* told at rest, when the whole page is asked for */
    } finally {
      this.#isFetching = false;
    }
  }

  /** The days of the next run, oldest first; null while enough is kept. It begins where the reader will be when it comes, or later. */
  #next() {
    const at = this.#held(0);
    if (this.#row === null || at >= ENOUGH) return null;
    const passed = this.#pace * this.#cost; // sessions, while one is fetched
    const inTime = Math.floor(at / passed) || 0;
    const length = passed < 1 ? Math.min(LONGEST, AHEAD - at, Math.max(SHORTEST, inTime)) : OUTRUN;
    const landing = Math.min(AHEAD, Math.ceil(passed * length));
    const wanted = this.#day(landing) ? Math.max(at, landing) : at;
    const first = wanted + this.#held(wanted);
    const days = Array.from({ length }, (_, k) => this.#day(first + k)).filter(Boolean);
    if (!days.length) return null;
    return this.#direction < 0 ? days.reverse() : days;
  }

  /** How many sessions are kept without a gap, from so many ahead. */
  #held(from) {
    let many = 0;
    while (many < ENOUGH && this.#day(from + many) && this.#documents.has(this.#day(from + many))) many += 1;
    return many;
  }

  #day(ahead) {
    return this.#film.sessions[this.#row + ahead * this.#direction];
  }

  /** Sessions a millisecond, of late. */
  get #pace() {
    const now = performance.now();
    this.#moves = this.#moves.filter(([moment]) => now - moment < LATELY_MS);
    const [first] = this.#moves;
    return first ? Math.abs(this.#row - first[1]) / Math.max(now - first[0], 1) : 0;
  }
}
