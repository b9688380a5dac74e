/** A chart as a picture to keep: its title, market, sessions and lines burnt in, and DEMO DATA where the prices are generated. */

const [MARGIN, LINE, SIZE] = [16, 20, 13];

function inks(probe) {
  const found = (meaning) => {
    probe.style.color = `var(${meaning})`;
    return getComputedStyle(probe).color;
  };
  return { ground: found("--surface"), text: found("--text"), muted: found("--muted"), loud: found("--loud"), of: found };
}

/** The lines on screen, each in its colour; returns where the next one would begin. */
function key(context, shown, ink, y) {
  let x = MARGIN;
  for (const { line } of shown.filter((one) => one.line.kind !== "bands")) {
    context.fillStyle = ink.of(line.colour);
    context.fillRect(x, y - 5, 14, 3);
    context.fillStyle = ink.muted;
    context.fillText(line.words, x + 20, y);
    x += 36 + context.measureText(line.words).width;
  }
}

function draw(chart, title, card, probe) {
  const scale = devicePixelRatio || 1;
  const shot = chart.picture();
  const ink = inks(probe);
  const head = MARGIN + 3 * LINE + 8;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [shot.width + 2 * MARGIN * scale, shot.height + (head + MARGIN) * scale];
  const context = canvas.getContext("2d");
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(shot, MARGIN * scale, head * scale);
  context.scale(scale, scale);
  const { first, last, sessions } = chart.window();
  const market = document.querySelector("[data-market=name]")?.textContent.trim() ?? "";
  const isDemo = document.getElementById("demo")?.hidden === false;
  const font = getComputedStyle(document.body).fontFamily;
  const write = (text, ink_, weight, y) => {
    context.font = `${weight} ${SIZE}px ${font}`;
    context.fillStyle = ink_;
    context.fillText(text, MARGIN, y);
  };
  write([card, title].filter(Boolean).join(" · "), ink.text, 650, MARGIN + SIZE);
  write(`${market} · ${sessions[first] ?? ""} to ${sessions[last] ?? ""}`, ink.muted, 400, MARGIN + SIZE + LINE);
  key(context, chart.shown(), ink, MARGIN + SIZE + 2 * LINE);
  if (isDemo) {
    context.font = `700 ${SIZE}px ${font}`;
    context.fillStyle = ink.loud;
    context.textAlign = "right";
    context.fillText("DEMO DATA", canvas.width / scale - MARGIN, MARGIN + SIZE);
  }
  return canvas;
}

/** Let the reader keep the chart as it is on screen. */
export function save(chart, title, figure) {
  const name = [title, figure.querySelector('[data-choices="symbol"] [aria-pressed="true"]')?.textContent].filter(Boolean).join(", ");
  const card = figure.closest("[data-service]")?.querySelector(".card-title");
  const probe = figure.appendChild(document.createElement("i"));
  const canvas = draw(chart, name, card?.firstElementChild?.firstChild?.textContent ?? card?.textContent ?? "", probe);
  probe.remove();
  const { first, last, sessions } = chart.window();
  const link = document.createElement("a");
  link.download = `${figure.closest("[data-service]")?.dataset.service ?? "chart"}-${sessions[first]}-${sessions[last]}.png`;
  canvas.toBlob((blob) => {
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
