/** The four shares above a moving average: figure, coverage, the past year as a strip, percentile, changes. */

const LENGTHS = [20, 50, 100, 200];
const YEAR = 252;

export default function averages(body, { dom, format, spark }) {
  function changes(length, { above_sma_change: all = {}, reasons }) {
    for (const sessions of [1, 5, 20]) {
      const change = all[length]?.[sessions];
      const why = reasons?.[`above_sma_change.${length}.${sessions}`];
      dom.showChange(body, `change_${length}_${sessions}`, change, format.signed(change), why);
    }
  }

  function strip(length, series) {
    const year = (series ?? []).slice(-YEAR);
    const words = `Percent above SMA ${length}, last ${year.length} sessions`;
    body.querySelector(`[data-average="${length}"] [data-strip]`).replaceChildren(spark.strip(year, words));
  }

  return (data, sma) => {
    dom.figure(body, "universe").textContent = data.universe?.note ?? "";
    for (const length of LENGTHS) {
      const value = data.above_sma_pct[length];
      const valid = data.valid[length];
      const percentile = data.above_sma_percentile?.[length];
      dom.show(body, `above_${length}`, value, format.percent(value), reason(data, "above_sma_pct", length));
      dom.show(body, `valid_${length}`, valid, `${format.count(valid)} of ${format.count(data.members)} stocks`);
      const place = `${format.ordinal(percentile)} percentile (1 y)`;
      dom.show(body, `percentile_${length}`, percentile, place, reason(data, "above_sma_percentile", length));
      changes(length, data);
      strip(length, sma.above_sma_pct[length]);
    }
  };
}

const reason = ({ reasons }, name, length) => reasons?.[`${name}.${length}`];
