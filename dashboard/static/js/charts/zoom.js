/** Zooming without taking the page's wheel: with a modifier, by + and −, and back by a double click or 0. */

const STEP = 1.25;
const LEAST = 10; // sessions on screen

/** chart: {window(), show(first, last), range(length), length}; all of them in places of the record. */
export function zoomable(container, chart) {
  /** By that factor around a share of the width, 0 to 1 from the left. */
  function zoom(factor, share) {
    const { first, last, most } = chart.window();
    const wide = Math.min(most + 1, Math.max(LEAST, (last - first) * factor));
    const fixed = first + (last - first) * share;
    const start = Math.max(0, fixed - wide * share);
    chart.show(start, Math.min(most, start + wide));
  }

  container.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return; // the wheel scrolls the page
    event.preventDefault();
    const { left, width } = container.getBoundingClientRect();
    zoom((event.deltaY || event.deltaX) > 0 ? STEP : 1 / STEP, (event.clientX - left) / width);
  }, { passive: false });
  container.addEventListener("dblclick", () => chart.range(chart.length));
  container.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "+" || key === "=") zoom(1 / STEP, 1);
    else if (key === "-") zoom(STEP, 1);
    else if (key === "0") chart.range(chart.length);
    else return;
    event.preventDefault();
  });
}
