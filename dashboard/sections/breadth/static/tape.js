/** The session in figures: issues, extremes and volume as balances, then the indicators. */

export default function tape(body, { dom, format, spark }) {
  const bar = (name) => body.querySelector(`[data-bar="${name}"]`);

  function figures(data) {
    const { fixed, signed, percent, count, volume } = format;
    const rsi = data.rsi_bands ?? {};
    return [
      ["advances", data.advances, count],
      ["declines", data.declines, count],
      ["unchanged", data.unchanged, count],
      ["new_highs", data.new_highs, count],
      ["new_lows", data.new_lows, count],
      ["up_volume", data.up_volume, volume],
      ["down_volume", data.down_volume, volume],
      ["ad_pct", data.ad_pct, (value) => signed(value, 1, " %")],
      ["ad_line", data.ad_line, (value) => signed(value, 0)],
      ["mcclellan", data.mcclellan, signed],
      ["summation", data.summation, (value) => fixed(value, 0)],
      ["trin", data.trin, (value) => fixed(value, 2)],
      ["record_high_pct", data.record_high_pct, percent],
      ["high_low_index", data.high_low_index, fixed],
      ["volume_breadth_pct", data.volume_breadth_pct, percent],
      ["rsi_median", rsi.median, fixed, "rsi_bands.median"],
      ["rsi_overbought", rsi.overbought, (value) => `${count(value)} of ${count(rsi.valid)}`, "rsi_bands.overbought"],
      ["rsi_oversold", rsi.oversold, (value) => `${count(value)} of ${count(rsi.valid)}`, "rsi_bands.oversold"],
    ];
  }

  function balance(name, words, up, down, flat = 0) {
    const parts = [{ value: up, kind: "up" }, { value: flat, kind: "flat" }, { value: down, kind: "down" }];
    bar(name).replaceChildren(spark.shares(parts, words));
  }

  return (data) => {
    for (const [name, value, text, path = name] of figures(data)) {
      dom.show(body, name, value, text(value), data.reasons?.[path]);
    }
    balance("issues", "Advances, unchanged and declines", data.advances, data.declines, data.unchanged);
    balance("extremes", "New highs and new lows", data.new_highs, data.new_lows);
    balance("volume", "Volume of advancing and of declining stocks", data.up_volume, data.down_volume);
  };
}
