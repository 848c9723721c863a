// Puts the page together: cards with their controls, the table, and what it takes to make it again.

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const redraws = [];
const redraw = () => redraws.forEach(draw => draw());

/** A plot with its controls, which are named choices of values. */
function card(id, title, wide, draw, controls = [], note = "") {
  const host = element("div");
  const state = {};
  const section = element("section", {className: "card" + (wide ? " wide" : ""), id});
  const head = element("div", {className: "head"}, element("h2", {textContent: title}));
  for (const control of controls) {
    state[control.key] = control.value;
    head.append(control.options ? choice(control, state, again) : check(control, state, again));
  }
  head.append(element("button", {type: "button", textContent: "SVG", title: "Save this plot for a paper", onclick: () => download(host, `hearth-${id}`)}));
  section.append(head, host);
  if (note) section.append(element("p", {className: "note", textContent: note}));
  document.getElementById("main").append(section);
  function again() { draw(host, state); }
  redraws.push(again);
  return section;
}
function choice({key, name, options, value}, state, again) {
  const select = element("select", {onchange: () => { state[key] = options[select.selectedIndex][1]; again(); }},
    ...options.map(([text, option]) => element("option", {textContent: text, selected: option === value})));
  return element("label", {className: "choice"}, element("span", {textContent: name}), select);
}
function check({key, name, value}, state, again) {
  const box = element("input", {type: "checkbox", checked: value, onchange: () => { state[key] = box.checked; again(); }});
  return element("label", {className: "choice"}, box, name);
}

function swatch(variant) {
  const svg = d3.create("svg").attr("width", 34).attr("height", 12).style("--c", variant.colour);
  svg.append("line").attr("class", "line").attr("x2", 34).attr("y1", 6).attr("y2", 6).attr("stroke-dasharray", variant.dash);
  svg.append("path").attr("class", "mark").attr("transform", "translate(17,6)").attr("d", symbol(variant, 52));
  return svg.node();
}

function table() {
  const section = element("section", {className: "card wide", id: "results"});
  const scroll = element("div", {className: "scroll"});
  let all = false, by = null, up = true;
  const more = element("button", {type: "button", textContent: "All measurements", onclick: () => { all = !all; more.textContent = all ? "Main measurements" : "All measurements"; fill(); }});
  const every = element("button", {type: "button", textContent: "Show all", onclick: () => { hidden.clear(); fill(); redraw(); }});
  section.append(element("div", {className: "head"}, element("h2", {textContent: "Results"}), every, more), scroll,
    element("p", {className: "note", textContent: `Means over ${data.provenance.seeds.length} seed${data.provenance.seeds.length > 1 ? "s, ± half the width of the 95 % confidence interval (Student's t)" : ""}. Click a heading to sort; clear a box to take a policy out of the plots.`}));
  document.getElementById("main").append(section);

  function heading(text, meaning, key) {
    const arrow = by === key && key !== undefined ? (up ? " ↑" : " ↓") : "";
    return element("th", {title: meaning, ariaSort: arrow ? (up ? "ascending" : "descending") : "none"}, element("button", {type: "button", textContent: text + arrow, onclick: () => { up = by === key ? !up : true; by = key; fill(); }}));
  }
  function name(variant) {
    const box = element("input", {type: "checkbox", checked: !hidden.has(variant), onchange: () => { box.checked ? hidden.delete(variant) : hidden.add(variant); redraw(); }});
    return element("td", {}, element("label", {}, box, swatch(variant), variant.label));
  }
  function cell(variant, i) {
    const [value, width] = variant.values[i];
    const made = element("td", {}, number(value));
    if (width > 1e-9) made.append(element("span", {className: "half", textContent: " ±" + number(width, Math.abs(value))}));
    return made;
  }
  function fill() {
    const shown = data.metrics.map((metric, i) => ({...metric, i})).filter(metric => all || metric.main);
    const rows = [...drawn];
    if (by !== null) rows.sort((a, b) => (up ? 1 : -1) * (by < 0 ? d3.ascending(a.label, b.label) : a.values[by][0] - b.values[by][0]));
    const body = rows.map(variant => {
      const row = element("tr", {className: variant.kind}, name(variant), ...shown.map(metric => cell(variant, metric.i)));
      row.addEventListener("pointerenter", () => highlight(variant));
      row.addEventListener("pointerleave", () => highlight(null));
      return row;
    });
    for (const bound of data.bounds.filter(each => each.points.length === 1)) {
      const known = {cold_starts_percent: bound.points[0].coldStartsPercent, wasted_gib_hours: bound.points[0].wastedGibHours};
      body.push(element("tr", {className: "bound"}, element("td", {textContent: bound.name}), ...shown.map(metric => element("td", {textContent: metric.id in known ? number(known[metric.id]) : "–"}))));
    }
    scroll.replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, heading("policies", "as they are written after --policies", -1), ...shown.map(metric => heading(metric.title + (metric.unit ? ` ${metric.unit}` : ""), metric.meaning, metric.i)))),
      element("tbody", {}, ...body)));
  }
  fill();
}

function provenance() {
  const from = data.provenance;
  const entries = [
    ["Command", element("code", {textContent: from.command})],
    ["Seeds", from.seeds.join(", ")],
    ["Trace", `${data.trace.name}: ${number(data.trace.functions)} functions, ${number(data.trace.invocations)} invocations under seed ${from.seeds[0]}, ${hours(data.trace.hours)}`],
    ["SHA-256", element("code", {textContent: data.trace.sha256})],
    ["Hearth", from.hearth],
    ["Java", from.java],
  ];
  const definitions = data.metrics.filter(metric => metric.main || metric.id.startsWith("cold_wait")).map(metric => [metric.title, metric.meaning + "."]);
  const list = pairs => element("dl", {}, ...pairs.flatMap(([name, value]) => [element("dt", {textContent: name}), element("dd", {}, value)]));
  const copy = element("button", {type: "button", textContent: "Copy command", onclick: () => navigator.clipboard?.writeText(from.command)});
  document.getElementById("main").append(
    element("section", {className: "card wide"}, element("div", {className: "head"}, element("h2", {textContent: "Making this again"}), copy), list(entries)),
    element("section", {className: "card wide"}, element("div", {className: "head"}, element("h2", {textContent: "What the measurements mean"})), list(definitions)));
}

function theme() {
  const root = document.documentElement, button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const apply = () => {
    root.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
    button.textContent = root.dataset.theme === "dark" ? "Light" : "Dark";
  };
  system.addEventListener("change", apply);
  button.onclick = () => { chosen = root.dataset.theme === "dark" ? "light" : "dark"; apply(); };
  apply();
}

function page() {
  const targets = [...new Set(drawn.flatMap(variant => Object.keys(variant.settings)))];
  const main = data.metrics.filter(metric => metric.main).map(metric => [titled(metric.id), metric.id]);
  const wastes = data.variants.map(variant => mean(variant, "wasted_gib_hours")), colds = data.variants.map(variant => mean(variant, "cold_starts_percent"));
  document.getElementById("summary").textContent = `${data.trace.name}: ${number(data.trace.functions)} functions, ${number(data.trace.invocations)} invocations, ${hours(data.trace.hours)}, ${data.provenance.seeds.length} seed${data.provenance.seeds.length > 1 ? "s" : ""}`;
  card("trade-off", "Cold starts against wasted memory-time", true, drawTradeOff, [
    {key: "metric", name: "y", value: "cold_starts_percent", options: [["all invocations", "cold_starts_percent"], ["75th-percentile function", "function_cold_starts_p75_percent"]]},
    {key: "relative", name: "relative to 10 min fixed", value: false},
    {key: "logarithmic", name: "logarithmic", value: spread(wastes) || spread(colds)},
  ], "Lower left is better. " + (frontier.length ? "The grey line is the frontier that fixed keep-alive times draw, each time at its circle. " : "") + (data.bounds.length ? "The star knows every arrival and starts ahead of it; the dotted line knows and only keeps. Both give a request an instance of its own function, so who shares instances may pass the line. " : "") + "Bars are 95 % confidence intervals over the seeds.");
  table();
  card("latency", "Latency", false, drawLatency, [{key: "tail", name: "tail", value: false}], "From arrival to outcome of answered invocations, all seeds together.");
  card("functions", "Cold-start rates of functions", false, drawFunctions, [], "Functions with at least one invocation, all seeds together.");
  card("functions-p75", "75th-percentile function", false, host => drawBars(host, "function_cold_starts_p75_percent"));
  card("cost", "Cost", false, host => drawBars(host, "cost"));
  if (targets.length) {
    card("sweep", "Swept values", true, drawSweep, [
      {key: "target", name: "x", value: targets[0], options: targets.map(target => [target, target])},
      {key: "metric", name: "y", value: "cold_starts_percent", options: main},
    ]);
  }
  const names = drawn.map(variant => [variant.label, variant]);
  const other = drawn.find(variant => variant === tenMinutes && variant !== drawn[0]) ?? null;
  card("timeline", "Over time", true, drawTimeline, [
    {key: "first", name: "policy", value: drawn[0], options: names},
    {key: "second", name: "beside", value: other, options: [["none", null], ...names]},
  ], `Means over each step, under seed ${data.provenance.seeds[0]}.`);
  provenance();
  theme();
  redraw();
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; redraw(); } });
}
page();
