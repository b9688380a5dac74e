/** What confidence was worth: what was said against what happened, with the number of cases, and its scores. */

const SIZE = 200;
const ROOM = 34; // for the numbers to the right of the last dots
const EDGE = 26;
const LARGEST = 11;
const TICKS = [0, 0.5, 1];
const CALIBRATION = { true: "✓ calibrated here", false: "✕ not calibrated here", null: "not judged yet" };

export default function reliability(body, { dom, format }) {
  const { svg } = dom;
  const x = (said) => EDGE + said * (SIZE - EDGE - LARGEST);
  const y = (happened) => SIZE - EDGE - happened * (SIZE - EDGE - LARGEST);
  const percent = (share) => format.percent(100 * share, 0);

  function axes() {
    const marks = TICKS.flatMap((at) => [
      svg("text", { x: x(at), y: SIZE - 12, class: "regime-tick", "text-anchor": "middle" }, percent(at)),
      svg("text", { x: EDGE - 4, y: y(at) + 3, class: "regime-tick", "text-anchor": "end" }, format.count(100 * at)),
      svg("line", { x1: x(0), x2: x(1), y1: y(at), y2: y(at), class: "regime-grid" }),
    ]);
    return [
      ...marks,
      svg("line", { x1: x(0), x2: x(1), y1: y(0), y2: y(1), class: "regime-diagonal" }),
      svg("text", { x: x(0.5), y: SIZE - 1, class: "regime-tick", "text-anchor": "middle" }, "said"),
      svg("text", { x: x(0), y: y(1) - 5, class: "regime-tick" }, "happened"),
    ];
  }

  const radius = ({ n }, most) => Math.max(3, LARGEST * Math.sqrt(n / most));

  function dot(bin, most) {
    const { said, happened, n } = bin;
    const words = `Said ${percent(said)}, happened ${percent(happened)}, ${format.plural(n, "time")}`;
    return svg("circle", { cx: x(said), cy: y(happened), r: radius(bin, most), class: "regime-dot" }, svg("title", {}, words));
  }

  /** The number of cases, on the side of its dot that is away from the diagonal; above one that lies on the floor. */
  function counted(bin, most) {
    const { said, happened, n } = bin;
    const away = radius(bin, most) + 2;
    const floor = { x: x(said), y: y(happened) - away - 1, "text-anchor": "middle" };
    const place = happened < 0.1 ? floor : happened > said ? { x: x(said) - away, y: y(happened) - 2, "text-anchor": "end" } : { x: x(said) + away, y: y(happened) + 6 };
    return svg("text", { ...place, class: "regime-count" }, format.count(n));
  }

  function picture({ bins }) {
    const most = Math.max(1, ...bins.map(({ n }) => n));
    const words = bins.map(({ said, happened, n }) => `said ${percent(said)}, happened ${percent(happened)}, n ${n}`).join("; ");
    const label = `Reliability: ${words || "not enough outcomes yet"}`;
    return svg(
      "svg", { viewBox: `0 0 ${SIZE + ROOM} ${SIZE}`, role: "img", "aria-label": label, class: "regime-picture" },
      ...axes(), ...bins.map((bin) => dot(bin, most)), ...bins.map((bin) => counted(bin, most)),
    );
  }

  return ({ reliability: told, calibrated }) => {
    body.querySelector('[data-picture="reliability"]').replaceChildren(picture(told));
    dom.figure(body, "calibration_again").textContent = `${CALIBRATION[calibrated]} · n ${format.count(told.n)}`;
    dom.figure(body, "calibration_again").dataset.calibrated = calibrated ?? "";
    const why = "too_few_outcomes";
    dom.show(body, "brier", told.brier, `${format.fixed(told.brier, 3)} (base rate ${format.fixed(told.base_brier, 3)})`, why);
    dom.show(body, "skill", told.skill, format.signed(told.skill, 2), why);
    const most = format.fixed(told.largest_calibration_error, 2);
    dom.show(body, "calibration_error", told.calibration_error, `${format.fixed(told.calibration_error, 3)} (at most ${most})`, why);
    dom.show(body, "base_rate", told.base_rate, format.percent(100 * told.base_rate, 1), why);
  };
}
