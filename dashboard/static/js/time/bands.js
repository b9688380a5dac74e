/** The bar's picture: every session in the colour of its label, rising above the middle or hanging below it, and the years. */

const YEAR_ROOM = 46; // pixels that a year's number needs
const FOOT = 12; // pixels below the bands for the years
const LEAST = 0.3; // opacity of the weakest label of a side

/** Runs of one label: [{from, to, place}], rows from `from` up to, not including, `to`. */
export function runsOf(label) {
  const runs = [];
  label.forEach((place, row) => {
    const last = runs.at(-1);
    if (last?.place === place) last.to = row + 1;
    else runs.push({ from: row, to: row + 1, place });
  });
  return runs;
}

/** How far each label stands from the flat middle, −1 to 1, in the order that the section names them: the weakest first. */
function heights(labels) {
  const middle = (labels.length - 1) / 2;
  return labels.map((_, place) => (place - middle) / (middle || 1));
}

export class Bands {
  #canvas;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  draw({ sessions, banded }) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio || 1;
    Object.assign(this.#canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    const pen = this.#canvas.getContext("2d");
    pen.scale(scale, scale);
    if (!sessions.length || !width) return;
    const paint = getComputedStyle(this.#canvas);
    this.#years(pen, sessions, { width, height }, paint);
    if (banded) this.#labels(pen, sessions.length, banded, { width, height: height - FOOT });
  }

  #labels(pen, total, { label, labels }, { width, height }) {
    const sides = heights(labels);
    const step = width / total;
    for (const { from, to, place } of runsOf(label)) {
      if (place < 0) continue;
      const side = sides[place];
      const half = Math.max(1, Math.abs(side) * (height / 2));
      pen.globalAlpha = LEAST + (1 - LEAST) * Math.abs(side);
      pen.fillStyle = this.#colour(labels[place].leaning);
      pen.fillRect(from * step, side > 0 ? height / 2 - half : height / 2, Math.max(1, (to - from) * step), half);
    }
    pen.globalAlpha = 1;
  }

  #years(pen, sessions, { width, height }, paint) {
    pen.fillStyle = paint.color;
    pen.font = `10px ${paint.fontFamily}`;
    let free = 0;
    sessions.forEach((day, row) => {
      const year = day.slice(0, 4);
      const x = (row * width) / sessions.length;
      if (row === 0 || year === sessions[row - 1].slice(0, 4) || x < free || x > width - YEAR_ROOM / 2) return;
      pen.fillRect(x, height - FOOT, 1, 3);
      pen.fillText(year, x + 3, height - 2);
      free = x + YEAR_ROOM;
    });
  }

  #colour(leaning) {
    const probe = this.#canvas.parentElement.querySelector(`[data-paint="${leaning}"]`);
    return getComputedStyle(probe).color;
  }
}
