"use strict";
// What every plot needs: styles of variants, frames with axes, legends, tips, and a plot as a file.

const data = JSON.parse(document.getElementById("data").textContent);
const column = Object.fromEntries(data.metrics.map((metric, i) => [metric.id, i]));
const mean = (variant, id) => variant.values[column[id]][0];
const half = (variant, id) => variant.values[column[id]][1] ?? 0;
const drawn = data.variants.filter(variant => variant.kind !== "frontier");
const hidden = new Set();
const visible = () => drawn.filter(variant => !hidden.has(variant));

// Colours that colour-blind people can tell apart, and for black and white marks and dashes: each
// of the first 28 policies has a combination of its own. Baselines are neutral.
const MARKS = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross, d3.symbolStar, d3.symbolWye];
const DASHES = ["none", "7 3", "2 3", "9 3 2 3"];
let policies = 0, baselines = 0;
for (const variant of drawn) {
  const plain = variant.kind === "baseline";
  const place = plain ? baselines++ : policies++;
  variant.colour = plain ? "var(--neutral)" : `var(--c${place % 7})`;
  variant.mark = MARKS[(place + Math.floor(place / 7) + (plain ? 1 : 0)) % 7];
  variant.dash = DASHES[(place + (plain ? 2 : 0)) % 4];
}

const number = (value, size = Math.abs(value)) =>
  d3.format(Number.isInteger(value) || size >= 1000 ? ",.0f" : size >= 100 ? ",.1f" : size >= 1 ? ".2f" : size === 0 ? ".0f" : size < 0.001 ? ".1e" : ".3f")(value);
const plain = value => d3.format(value >= 10000 ? ",.0~s" : "~g")(value);
const hours = value => `${number(value)} hour${value === 1 ? "" : "s"}`;
const withHalf = (variant, id) => {
  const width = half(variant, id);
  const metric = data.metrics[column[id]];
  return number(mean(variant, id)) + (width > 1e-9 ? " ± " + number(width, Math.abs(mean(variant, id))) : "") + (metric.unit ? " " + metric.unit : "");
};
const titled = id => {
  const metric = data.metrics[column[id]];
  return TITLES[id] ?? metric.title + (metric.unit ? `, ${metric.unit}` : "");
};
const TITLES = {
  cold_starts_percent: "Cold starts, % of invocations",
  function_cold_starts_p75_percent: "Cold-start rate of the 75th-percentile function, %",
  latency_p50_ms: "Median latency, ms",
  latency_p99_ms: "99th-percentile latency, ms",
  wasted_gib_hours: "Wasted memory-time, GiB h",
  cost: "Cost, price units",
  starts: "Instances started",
};

const tip = document.getElementById("tip");
function showTip(event, title, text) {
  tip.replaceChildren(Object.assign(document.createElement("b"), {textContent: title}), text);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(event.pageX + 14, scrollX + document.documentElement.clientWidth - box.width - 8)) + "px";
  tip.style.top = Math.max(scrollY + 4, event.pageY - box.height - 12) + "px";
}
function hideTip() { tip.hidden = true; }

/** Marks a selection as belonging to variants, so that pointing at one dims all the others. */
function belongs(selection, text) {
  return selection.classed("series", true)
    .style("--c", variant => variant.colour)
    .on("pointerenter pointermove", (event, variant) => {
      highlight(variant);
      if (text) showTip(event, variant.label, text(variant, event));
    })
    .on("pointerleave", () => { highlight(null); hideTip(); });
}
function highlight(variant) {
  d3.selectAll(".series").classed("dim", other => variant !== null && other !== variant);
}

/** An empty plot of the host's width: svg, the group inside its margins, and its sizes. */
function frame(host, height, margin, title) {
  const width = Math.max(280, host.clientWidth);
  host.replaceChildren();
  const svg = d3.select(host).append("svg").attr("xmlns", "http://www.w3.org/2000/svg")
    .attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img").attr("aria-label", title);
  const inner = svg.append("g").attr("transform", `translate(${margin.left},${margin.top})`);
  return {svg, inner, total: width, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom, margin};
}

const ticksFor = pixels => Math.max(2, Math.round(pixels / 80));
/** Only logarithmic scales take a function together with a number of ticks. */
const ticked = (axis, scale, count, format) =>
  (typeof format === "function" && !scale.base ? axis.ticks(count).tickFormat(format) : axis.ticks(count, format)).tickSizeOuter(0);
function bottomAxis(plot, x, title, format, y = plot.height) {
  const axis = ticked(d3.axisBottom(x), x, ticksFor(plot.width), format);
  plot.inner.append("g").attr("class", "axis").attr("transform", `translate(0,${y})`).call(axis);
  if (title) plot.inner.append("text").attr("class", "soft").attr("x", plot.width / 2).attr("y", y + 36).attr("text-anchor", "middle").text(title);
}
function leftAxis(plot, y, title, format, ticks = 6) {
  plot.inner.append("g").attr("class", "grid")
    .selectAll("line").data(y.ticks(ticks)).join("line").attr("x2", plot.width).attr("y1", y).attr("y2", y);
  plot.inner.append("g").attr("class", "axis").call(ticked(d3.axisLeft(y), y, ticks, format))
    .call(axis => axis.select(".domain").remove());
  if (title) plot.inner.append("text").attr("class", "soft").attr("x", -plot.margin.left + 2).attr("y", -10).text(title);
}

const symbol = (variant, size = 64) => d3.symbol(variant.mark, size)();

/** A legend under a plot, in rows; grows the plot's height by what it takes. */
function legend(plot, variants) {
  const top = plot.margin.top + plot.height + 56;
  const group = plot.svg.append("g");
  let x = plot.margin.left, row = 0;
  for (const variant of variants) {
    const entry = group.append("g").datum(variant).call(belongs);
    entry.append("line").attr("class", "line").attr("x2", 26).attr("y1", -4).attr("y2", -4).attr("stroke-dasharray", variant.dash);
    entry.append("path").attr("class", "mark").attr("transform", "translate(13,-4)").attr("d", symbol(variant, 44));
    entry.append("text").attr("x", 32).text(variant.label);
    const width = entry.select("text").node().getComputedTextLength() + 50;
    if (x > plot.margin.left && x + width - 18 > plot.total) { x = plot.margin.left; row++; }
    entry.attr("transform", `translate(${x},${top + row * 18})`);
    x += width;
  }
  const height = top + row * 18 + 8;
  plot.svg.attr("height", height).attr("viewBox", `0 0 ${plot.total} ${height}`);
}

/** Puts each label where it covers nothing: near its point, else farther away with a line to it. */
function placeLabels(plot, labels, obstacles) {
  const taken = obstacles.map(([x, y, width = 6, height = 6]) => ({left: x - width, right: x + width, top: y - height, bottom: y + height}));
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const group = plot.inner.append("g");
  for (const {x, y, text, datum, soft} of labels) {
    const node = group.append("text").attr("class", soft ? "label soft" : "label").attr("font-size", soft ? 10.5 : 12).text(text);
    const width = node.node().getComputedTextLength(), height = soft ? 11 : 13;
    let best = null;
    for (const radius of [9, 16, 26, 38, 52, 68, 88, 112]) {
      for (const angle of [0, -35, 35, 180, -145, 145, -90, 90, -60, 60, -120, 120]) {
        const dx = Math.cos(angle * Math.PI / 180), dy = Math.sin(angle * Math.PI / 180);
        const left = x + dx * radius - (dx < -0.3 ? width : dx > 0.3 ? 0 : width / 2);
        const box = {left, right: left + width, top: y + dy * radius - height / 2, bottom: y + dy * radius + height / 2};
        const inside = box.left >= 2 && box.right <= plot.width + plot.margin.right - 2 && box.top >= -6 && box.bottom <= plot.height - 1;
        if (inside && !taken.some(other => meets(box, other))) { best = {box, radius, tail: [dx, dy]}; break; }
      }
      if (best) break;
    }
    if (!best) { node.remove(); continue; }
    taken.push(best.box);
    node.attr("x", best.box.left).attr("y", best.box.bottom - 3);
    if (datum) node.datum(datum).call(belongs);
    if (best.radius > 20) {
      const endX = Math.max(best.box.left, Math.min(x, best.box.right)), endY = best.tail[1] < -0.3 ? best.box.bottom : best.tail[1] > 0.3 ? best.box.top : (best.box.top + best.box.bottom) / 2;
      const leader = group.insert("line", "text").attr("class", "leader").attr("x1", x).attr("y1", y).attr("x2", endX).attr("y2", endY);
      if (datum) leader.datum(datum).call(belongs);
    }
  }
}

/** The plot as an SVG file for a paper: light, with all styles written out. */
function download(host, name) {
  const root = document.documentElement, theme = root.dataset.theme;
  root.dataset.theme = "light";
  highlight(null);
  const original = host.querySelector("svg"), copy = original.cloneNode(true);
  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-size", "text-anchor", "paint-order", "opacity"];
  const from = [original, ...original.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    to[i].removeAttribute("class");
    to[i].setAttribute("style", kept.map(key => `${key}:${style.getPropertyValue(key)}`).join(";"));
  });
  root.dataset.theme = theme;
  copy.setAttribute("font-family", "Helvetica, Arial, sans-serif");
  const file = new Blob([new XMLSerializer().serializeToString(copy)], {type: "image/svg+xml"});
  const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(file), download: name + ".svg"});
  link.click();
  URL.revokeObjectURL(link.href);
}
