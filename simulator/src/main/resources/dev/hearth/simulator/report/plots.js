// The plots. Each draws itself anew into its host from the data and its controls.

const KEEP_ALIVE = /^fixed:keep-alive=([\d.]+)(ms|s|m|h)$/;
const SECONDS = {ms: 0.001, s: 1, m: 60, h: 3600};
const keepAlive = variant => {
  const match = KEEP_ALIVE.exec(variant.label);
  return match ? match[1] * SECONDS[match[2]] : variant.label === "no-cache" ? 0 : null;
};
const frontier = data.variants.some(variant => variant.kind === "frontier")
  ? data.variants.filter(variant => keepAlive(variant) !== null).sort((a, b) => keepAlive(a) - keepAlive(b)) : [];
const tenMinutes = data.variants.find(variant => variant.label === "fixed:keep-alive=10m");

function details(variant) {
  return data.metrics.filter(metric => metric.main).map(metric => `${titled(metric.id).replace(/, [^,]*$/, "")}: ${withHalf(variant, metric.id)}`).join("\n");
}

/** A scale from 0, or from just below the least positive value if it is logarithmic. */
function extent(values, range, logarithmic) {
  const positive = values.filter(value => value > 0), most = d3.max(positive) ?? 1;
  return logarithmic
    ? d3.scaleLog().domain([(d3.min(positive) ?? 0.1) * 0.7, most * 1.4]).range(range).clamp(true)
    : d3.scaleLinear().domain([0, most * 1.08]).nice().range(range);
}
const spread = values => {
  const positive = values.filter(value => value > 0);
  return positive.length > 1 && d3.max(positive) / d3.min(positive) > 40;
};

function drawTradeOff(host, {metric, relative, logarithmic}) {
  const plot = frame(host, Math.min(520, Math.max(340, host.clientWidth * 0.5)), {top: 28, right: 24, bottom: 46, left: 52}, "Cold starts against wasted memory-time");
  const unit = relative && tenMinutes ? mean(tenMinutes, "wasted_gib_hours") || 1 : 1;
  const waste = variant => mean(variant, "wasted_gib_hours") / unit;
  const cold = variant => mean(variant, metric);
  const shown = visible(), bounds = metric === "cold_starts_percent" ? data.bounds : [];
  const all = [...shown, ...frontier], points = bounds.flatMap(bound => bound.points);
  const xs = [...all.map(waste), ...points.map(point => point.wastedGibHours / unit)];
  const ys = [...all.map(cold), ...points.map(point => point.coldStartsPercent)];
  const x = extent(xs, [0, plot.width], logarithmic), y = extent(ys, [plot.height, 0], logarithmic);
  leftAxis(plot, y, titled(metric), logarithmic ? plain : undefined);
  bottomAxis(plot, x, relative ? "Wasted memory-time, relative to ten minutes fixed" : titled("wasted_gib_hours"), logarithmic ? plain : undefined);
  const at = (left, top) => [x(left), y(top)];
  const labels = [], obstacles = [];

  if (frontier.length) {
    const line = frontier.map(variant => at(waste(variant), cold(variant)));
    plot.inner.append("path").attr("class", "frontier").attr("d", d3.line()(line));
    plot.inner.selectAll(".frontier-mark").data(frontier.filter(variant => !shown.includes(variant))).join("circle")
      .attr("class", "frontier-mark").attr("r", 3.2).attr("cx", variant => x(waste(variant))).attr("cy", variant => y(cold(variant)))
      .on("pointerenter", (event, variant) => showTip(event, variant.label, details(variant))).on("pointerleave", hideTip);
    frontier.filter(variant => !shown.includes(variant)).forEach(variant => labels.push({x: x(waste(variant)), y: y(cold(variant)), text: variant.label.replace("fixed:keep-alive=", ""), soft: true}));
    obstacles.push(...d3.pairs(line).flatMap(([a, b]) => d3.range(0, 1, Math.min(1, 9 / (1 + Math.hypot(b[0] - a[0], b[1] - a[1])))).map(t => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])));
  }
  for (const bound of bounds) {
    const line = bound.points.map(point => at(point.wastedGibHours / unit, point.coldStartsPercent));
    if (line.length > 1) plot.inner.append("path").attr("class", "bound").attr("d", d3.line()(line));
    else plot.inner.append("path").attr("class", "bound-mark").attr("transform", `translate(${line[0]})`).attr("d", d3.symbol(d3.symbolStar, 130)())
      .on("pointerenter", event => showTip(event, bound.name, `Cold starts: ${number(bound.points[0].coldStartsPercent)} %\nWasted memory-time: ${number(bound.points[0].wastedGibHours)} GiB h`)).on("pointerleave", hideTip);
    const [left, top] = line[Math.floor((line.length - 1) / 2)];
    labels.unshift({x: left, y: top, text: bound.name});
    obstacles.push(...line.map(([x, y]) => line.length > 1 ? [x, y] : [x, y, 10, 9]));
  }
  const series = plot.inner.selectAll(".point").data(shown).join("g").attr("class", "point").call(belongs, details);
  for (const sign of [-1, 1]) {
    series.append("line").attr("class", "error")
      .attr("x1", variant => x(waste(variant))).attr("x2", variant => x(Math.max(0, waste(variant) + sign * half(variant, "wasted_gib_hours") / unit)))
      .attr("y1", variant => y(cold(variant))).attr("y2", variant => y(cold(variant)));
    series.append("line").attr("class", "error")
      .attr("x1", variant => x(waste(variant))).attr("x2", variant => x(waste(variant)))
      .attr("y1", variant => y(cold(variant))).attr("y2", variant => y(Math.max(0, cold(variant) + sign * half(variant, metric))));
  }
  series.append("path").attr("class", "mark").attr("transform", variant => `translate(${x(waste(variant))},${y(cold(variant))})`).attr("d", variant => symbol(variant, 90));
  for (const variant of shown) {
    const left = x(waste(variant)), top = y(cold(variant));
    obstacles.push([left, top], [left, top, x(waste(variant) + half(variant, "wasted_gib_hours") / unit) - left, 1], [left, top, 1, top - y(cold(variant) + half(variant, metric))]);
  }
  const first = shown.map(variant => ({x: x(waste(variant)), y: y(cold(variant)), text: variant.label, datum: variant}));
  placeLabels(plot, [...first, ...labels], obstacles);
}

/** Lines of cumulative distributions with a legend; points are [x, share]. */
function drawLines(host, name, points, {x, xTitle, xFormat, y, yTitle, yFormat, rule, value}) {
  const plot = frame(host, Math.min(360, Math.max(300, host.clientWidth * 0.6)), {top: 28, right: 16, bottom: 0, left: 46}, name);
  plot.height -= 50;
  const shown = visible().filter(variant => points(variant).length);
  x.range([0, plot.width]); y.range([plot.height, 0]);
  leftAxis(plot, y, yTitle, yFormat, 5);
  bottomAxis(plot, x, xTitle, xFormat);
  if (rule) rule(plot, x, y);
  const line = d3.line(point => x(point[0]), point => y(point[1])).defined(point => Number.isFinite(y(point[1])));
  const series = plot.inner.selectAll(".curve").data(shown).join("g").attr("class", "curve").call(belongs, value);
  series.append("path").attr("class", "line").attr("stroke-dasharray", variant => variant.dash).attr("d", variant => line(points(variant)));
  series.append("path").attr("stroke", "transparent").attr("stroke-width", 12).attr("fill", "none").attr("d", variant => line(points(variant)));
  shown.forEach((variant, i) => {
    const marked = points(variant).filter(point => Number.isFinite(y(point[1])));
    const places = d3.range(3).map(k => Math.floor(marked.length * (k + (i % 6 + 0.5) / 6) / 3));
    series.filter(other => other === variant).selectAll(".mark").data(places.map(place => marked[place]).filter(Boolean)).join("path")
      .attr("class", "mark").attr("d", symbol(variant, 40)).attr("transform", point => `translate(${x(point[0])},${y(point[1])})`);
  });
  legend(plot, shown);
}

function drawLatency(host, {tail}) {
  const points = variant => tail
    ? variant.latency.map(([ms, share]) => [ms, 1 - share]).filter(([, rest]) => rest > 1e-9) : variant.latency;
  const all = visible().flatMap(points);
  const least = d3.min(all, point => point[1]) ?? 0.001;
  drawLines(host, "Distribution of latency", points, {
    x: d3.scaleLog().domain(d3.extent(all, point => point[0]).map((value, i) => (value ?? 1) * (i ? 1.1 : 0.9))),
    xTitle: "Latency, ms (logarithmic)", xFormat: plain,
    y: tail ? d3.scaleLog().domain([Math.max(1e-6, least), 1]) : d3.scaleLinear().domain([0, 1]),
    yTitle: tail ? "Share of invocations slower" : "Share of invocations at most as slow", yFormat: tail ? "~g" : ".0%",
    value: variant => ["latency_p50_ms", "latency_p90_ms", "latency_p99_ms", "latency_p999_ms"].map(id => `${data.metrics[column[id]].title}: ${withHalf(variant, id)}`).join("\n"),
  });
}

function drawFunctions(host) {
  drawLines(host, "Cold-start rates of functions", variant => variant.rates, {
    x: d3.scaleLinear().domain([0, 100]), xTitle: "Cold-start rate of a function, %",
    y: d3.scaleLinear().domain([0, 1]), yTitle: "Share of functions at most as cold", yFormat: ".0%",
    rule: (plot, x, y) => {
      plot.inner.append("line").attr("class", "leader").attr("x2", plot.width).attr("y1", y(0.75)).attr("y2", y(0.75));
      plot.inner.append("text").attr("class", "soft label").attr("x", plot.width).attr("y", y(0.75) - 4).attr("text-anchor", "end").attr("font-size", 10.5).text("75 % of functions");
    },
    value: variant => `Half of the functions: at most ${withHalf(variant, "function_cold_starts_p50_percent")}\nThree quarters: at most ${withHalf(variant, "function_cold_starts_p75_percent")}`,
  });
}

/** Horizontal bars of one metric, least first, with confidence intervals. */
function drawBars(host, id) {
  const shown = [...visible()].sort((a, b) => mean(a, id) - mean(b, id));
  const longest = Math.min(host.clientWidth * 0.42, 20 + d3.max(shown, variant => variant.label.length) * 6.6);
  const plot = frame(host, shown.length * 23 + 50, {top: 4, right: 64, bottom: 44, left: longest}, titled(id));
  const x = d3.scaleLinear().domain([0, (d3.max(shown, variant => mean(variant, id) + half(variant, id)) || 1)]).nice().range([0, plot.width]);
  const y = d3.scaleBand().domain(d3.range(shown.length)).range([0, plot.height]).padding(0.28);
  plot.inner.append("g").attr("class", "grid").selectAll("line").data(x.ticks(ticksFor(plot.width))).join("line").attr("y2", plot.height).attr("x1", x).attr("x2", x);
  bottomAxis(plot, x, titled(id), plain);
  const middle = (_, i) => y(i) + y.bandwidth() / 2;
  const series = plot.inner.selectAll(".row").data(shown).join("g").attr("class", "row").call(belongs, details);
  series.append("rect").attr("class", "bar").attr("y", (_, i) => y(i)).attr("height", y.bandwidth()).attr("width", variant => x(mean(variant, id)));
  const clipped = variant => variant.label.length * 6.6 > longest - 12 ? variant.label.slice(0, Math.floor((longest - 18) / 6.6)) + "…" : variant.label;
  series.append("text").attr("x", -8).attr("y", middle).attr("dy", "0.35em").attr("text-anchor", "end").text(clipped);
  const ranged = series.filter(variant => half(variant, id) > 1e-9);
  const placed = variant => shown.indexOf(variant);
  ranged.append("path").attr("class", "error").style("stroke", "var(--ink)").attr("fill", "none").attr("d", variant => {
    const low = x(Math.max(0, mean(variant, id) - half(variant, id))), high = x(mean(variant, id) + half(variant, id)), at = middle(null, placed(variant));
    return `M${low},${at}H${high}M${low},${at - 4}v8M${high},${at - 4}v8`;
  });
  series.append("text").attr("class", "soft").attr("x", variant => x(mean(variant, id) + half(variant, id)) + 6).attr("y", middle).attr("dy", "0.35em").text(variant => number(mean(variant, id)));
}

function drawTimeline(host, {first, second}) {
  const shown = [...new Set([first, second])].filter(variant => variant && variant.timeline.length);
  const gap = 40, panel = Math.max(90, Math.min(130, host.clientWidth * 0.13));
  const plot = frame(host, 3 * panel + 2 * gap + 28, {top: 28, right: 16, bottom: 0, left: 52}, "Load, instances and memory over time");
  if (!shown.length) return;
  const load = shown[0].timeline[0], steps = load.arrivals.length;
  const inHours = load.seconds * steps > 3 * 3600, unit = inHours ? 3600 : 60;
  const x = d3.scaleLinear().domain([0, load.seconds * steps / unit]).range([0, plot.width]);
  const when = i => x((i + 0.5) * load.seconds / unit);
  const panels = [
    {title: "Arrivals and, drawn as lines, cold starts; a second", area: load.arrivals, line: line => line.coldStarts},
    {title: "Instances, and busy ones (thin)", line: line => line.instances, thin: line => line.busy},
    {title: "Memory held, GiB", line: line => line.memory},
  ];
  const nothing = [];
  panels.forEach((each, place) => {
    const inner = plot.inner.append("g").attr("transform", `translate(0,${place * (panel + gap)})`);
    const lines = shown.map(variant => each.line(variant.timeline[0]));
    const most = d3.max([...(each.area ?? nothing), ...lines.flat()]) || 1;
    const y = d3.scaleLinear().domain([0, most]).nice(4).range([panel, 0]);
    leftAxis({...plot, inner}, y, each.title, plain, 4);
    if (each.area) inner.append("path").attr("class", "load").attr("d", d3.area((_, i) => when(i), panel, value => y(value)).curve(d3.curveStep)(each.area));
    shown.forEach((variant, i) => {
      const series = inner.append("g").datum(variant).call(belongs);
      const path = values => d3.line((_, k) => when(k), value => y(value))(values);
      series.append("path").attr("class", "line").attr("stroke-dasharray", i ? "5 3" : "none").attr("d", path(lines[i]));
      if (each.thin) series.append("path").attr("class", "line").style("stroke-width", 0.8).attr("stroke-dasharray", i ? "5 3" : "none").attr("d", path(each.thin(variant.timeline[0])));
    });
    const last = place === panels.length - 1;
    bottomAxis({...plot, inner}, x, last ? `Time, ${inHours ? "hours" : "minutes"}` : "", undefined, panel);
  });
  const cursor = plot.inner.append("line").attr("class", "leader").attr("y2", plot.height).attr("visibility", "hidden");
  plot.svg.on("pointermove", event => {
    const i = Math.floor(x.invert(d3.pointer(event, plot.inner.node())[0]) * unit / load.seconds);
    if (i < 0 || i >= steps) return;
    cursor.attr("visibility", "visible").attr("x1", when(i)).attr("x2", when(i));
    showTip(event, `${number((i + 0.5) * load.seconds / unit)} ${inHours ? "h" : "min"}: ${number(load.arrivals[i])} arrivals a second`, shown.map(variant => {
      const line = variant.timeline[0];
      return `${variant.label}: ${number(line.instances[i])} instances, ${number(line.busy[i])} busy, ${number(line.memory[i])} GiB`;
    }).join("\n"));
  }).on("pointerleave", () => { cursor.attr("visibility", "hidden"); hideTip(); });
  plot.height = 3 * panel + 2 * gap;
  plot.margin = {...plot.margin, top: 28};
  shown.forEach((variant, i) => { variant.shownDash = variant.dash; variant.dash = i ? "5 3" : "none"; });
  legend(plot, shown);
  shown.forEach(variant => { variant.dash = variant.shownDash; });
}

function drawSweep(host, {target, metric}) {
  const shown = visible().filter(variant => target in variant.settings);
  const values = [...new Set(shown.map(variant => variant.settings[target]))];
  const rest = variant => [variant.series, ...Object.entries(variant.settings).filter(([key]) => key !== target).map(([key, value]) => `${key}=${value}`)].join(" ");
  const lines = d3.groups(shown, rest).map(([label, points]) => ({...points[0], label, points, self: points[0]}));
  const plot = frame(host, 360, {top: 28, right: 24, bottom: 0, left: 56}, `${titled(metric)} by ${target}`);
  plot.height -= 50;
  const x = d3.scalePoint(values, [0, plot.width]).padding(0.3);
  const y = extent(shown.map(variant => mean(variant, metric) + half(variant, metric)), [plot.height, 0], false);
  leftAxis(plot, y, titled(metric), plain);
  bottomAxis(plot, x, target);
  for (const line of lines) {
    const at = variant => [x(variant.settings[target]), y(mean(variant, metric))];
    const series = plot.inner.append("g").datum(line).call(belongs, () => line.points.map(variant => `${target}=${variant.settings[target]}: ${withHalf(variant, metric)}`).join("\n"));
    series.append("path").attr("class", "line").attr("stroke-dasharray", line.dash).attr("d", d3.line()(line.points.map(at)));
    for (const variant of line.points) {
      const [left] = at(variant);
      series.append("line").attr("class", "error").attr("x1", left).attr("x2", left).attr("y1", y(Math.max(0, mean(variant, metric) - half(variant, metric)))).attr("y2", y(mean(variant, metric) + half(variant, metric)));
      series.append("path").attr("class", "mark").attr("d", symbol(line, 60)).attr("transform", `translate(${at(variant)})`);
    }
  }
  legend(plot, lines);
}
