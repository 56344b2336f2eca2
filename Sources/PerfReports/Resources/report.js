"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const table = document.getElementById("benchmarks");
  if (!table) return;
  const rows = data.benchmarks.map((entry, i) =>
    ({ entry, body: document.getElementById("b" + i), key: entry.name.toLowerCase(), index: i }));
  const order = new Map(data.verdicts.map((v, i) => [v, i]));

  // Elements
  const make = (space, tag, attributes, children) => {
    const node = document.createElementNS(space, tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    for (const child of children)
      node.append(typeof child === "string" ? document.createTextNode(child) : child);
    return node;
  };
  const html = (tag, attributes = {}, ...children) =>
    make("http://www.w3.org/1999/xhtml", tag, attributes, children);
  const svg = (tag, attributes = {}, ...children) =>
    make("http://www.w3.org/2000/svg", tag, attributes, children);
  const line = (x1, y1, x2, y2, name) => svg("line", { x1, y1, x2, y2, class: name });
  const label = (x, y, text, anchor, name) =>
    svg("text", { x, y, "text-anchor": anchor || "start", class: name || "" }, text);
  const picture = (width, height, title, parts) =>
    svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "aria-label": title }, ...parts);

  // Numbers
  const linear = (d0, d1, r0, r1) => (v) => r0 + (r1 - r0) * (v - d0) / ((d1 - d0) || 1);
  const quantile = (sorted, q) => {
    const place = (sorted.length - 1) * q, i = Math.floor(place);
    const next = sorted[Math.min(i + 1, sorted.length - 1)];
    return sorted[i] + (next - sorted[i]) * (place - i);
  };
  const ticks = (d0, d1, count) => {
    const rough = (d1 - d0) / count;
    if (!(rough > 0) || !isFinite(rough)) return [];
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) || rough;
    const result = [];
    for (let i = Math.ceil(d0 / step); i * step <= d1 + step * 1e-9 && result.length < 50; i++)
      result.push(+(i * step).toPrecision(12));
    return result;
  };
  const signed = (change) => (change > 0 ? "+" : "") + +(100 * change).toPrecision(4);

  // Raw samples: executions from left to right, samples in time order, density at the side.
  const samplesFigure = (entry, width) => {
    const sides = ["baseline", "current"].filter((s) => entry[s])
      .map((name) => ({ name, ...entry[name], runs: entry[name].runs.map((run) =>
        run.map((values) => values.filter((v) => v !== null))) }));
    const all = sides.flatMap((s) => s.runs.flat(2)).sort((a, b) => a - b);
    if (!all.length) return null;
    const narrow = width < 480;
    const height = narrow ? 250 : 300, top = 22, bottom = height - 34;
    const left = 46, margin = narrow ? 54 : 96, right = width - margin;
    const q10 = quantile(all, 0.1), q90 = quantile(all, 0.9), spread = q90 - q10;
    let low = all[0], high = all[all.length - 1];
    if (spread > 0) {
      low = Math.max(low, q10 - 6 * spread);
      high = Math.min(high, q90 + 6 * spread);
    }
    for (const side of sides) if (side.value !== null) {
      low = Math.min(low, side.value);
      high = Math.max(high, side.value);
    }
    const pad = (high - low) * 0.06 || Math.abs(high) * 0.05 || 1;
    const y = linear(low - pad, high + pad, bottom, top);
    const parts = [];
    for (const t of ticks(low - pad, high + pad, 5)) {
      parts.push(line(left, y(t), right, y(t), "grid"));
      parts.push(label(left - 6, y(t) + 4, String(t), "end"));
    }
    parts.push(label(left - 6, 10, entry.unit, "end"));
    // A slot for every execution, half a slot between jobs, two between the sides.
    const gaps = sides.map((s) => Math.max(0, s.runs.length - 1) * 0.6);
    const slots = sides.reduce((n, s, i) => n + s.runs.flat().length + gaps[i], 0)
      + (sides.length - 1) * 1.6;
    const slot = (right - left - 12) / Math.max(slots, 1);
    let x = left + 8, outside = 0;
    for (const side of sides) {
      const name = side.name === "baseline" ? "base" : "now";
      const start = x;
      const group = svg("g", { class: name });
      side.runs.forEach((run, job) => {
        if (job > 0) x += slot * 0.6;
        const from = x;
        for (const values of run) {
          const step = slot * 0.78 / Math.max(values.length, 1);
          const radius = Math.max(1.3, Math.min(2.6, step * 0.55));
          values.forEach((v, i) => {
            const cx = x + (i + 0.5) * step;
            if (v > high + pad || v < low - pad) {
              outside++;
              const edge = v > high ? top : bottom, d = v > high ? 5 : -5;
              group.append(svg("path", { class: "sample",
                d: `M${cx} ${edge}l3 ${d}h-6z` }));
            } else {
              group.append(svg("circle", { cx: cx.toFixed(1), cy: y(v).toFixed(1),
                r: radius.toFixed(2), class: "sample" }));
            }
          });
          if (values.length > 2) {
            const middle = y(quantile([...values].sort((a, b) => a - b), 0.5));
            group.append(line(x, middle, x + slot * 0.78, middle, "middle"));
          }
          x += slot;
        }
        if (side.runs.length > 1 && x - from > 34)
          group.append(label((from + x - slot * 0.22) / 2, bottom + 14, `job ${job + 1}`, "middle"));
        if (run.length) group.append(line(from, bottom + 2, x - slot * 0.22, bottom + 2, "axis"));
      });
      const end = x - slot * 0.22;
      if (side.value !== null)
        group.append(line(start, y(side.value), right + 4, y(side.value), "typical"));
      group.append(label((start + end) / 2, bottom + 29,
        side.name, "middle", "label"));
      group.append(density(side.runs.flat(2), low - pad, high + pad, y, right + 8, width - 4));
      parts.push(group);
      x += slot * 1.6;
    }
    const thinned = Math.max(...sides.map((s) => s.thinned));
    let caption = "Samples in time order by execution; short lines are medians, long lines the "
      + "typical values. Density of all samples at the right: grey baseline, coloured current.";
    if (outside) caption += ` ${outside} samples lie outside the picture (triangles).`;
    if (thinned > 1) caption += ` One of ${thinned} samples is drawn.`;
    return html("figure", {}, html("h3", {}, "Raw samples"),
      picture(width, height, "Raw samples by execution", parts),
      html("figcaption", {}, caption));
  };

  // Gaussian kernel, Silverman's bandwidth by the smaller of SD and IQR/1.34.
  const density = (values, low, high, y, x0, x1) => {
    const group = svg("g", {});
    const sorted = values.filter((v) => v >= low && v <= high).sort((a, b) => a - b);
    const n = sorted.length;
    if (n < 5) return group;
    const mean = sorted.reduce((a, b) => a + b, 0) / n;
    const sd = Math.sqrt(sorted.reduce((a, v) => a + (v - mean) ** 2, 0) / (n - 1));
    const iqr = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
    const h = 0.9 * (Math.min(sd, iqr) || sd) * Math.pow(n, -0.2) || (high - low) / 100;
    const points = [];
    let peak = 0;
    for (let i = 0; i <= 160; i++) {
      const v = low + (high - low) * i / 160;
      let sum = 0;
      for (const s of sorted) {
        const z = (v - s) / h;
        if (z < 5 && z > -5) sum += Math.exp(-z * z / 2);
      }
      points.push([v, sum]);
      peak = Math.max(peak, sum);
    }
    // Stretches without samples are left out, so that no curve runs along the edge.
    let part = [];
    const finish = () => {
      if (part.length > 1) {
        const shape = part.map(([v, d]) =>
          `${(x0 + (x1 - x0) * d / peak).toFixed(1)} ${y(v).toFixed(1)}`).join("L");
        const first = y(part[0][0]).toFixed(1), last = y(part[part.length - 1][0]).toFixed(1);
        group.append(svg("path", { class: "band", d: `M${x0} ${first}L${shape}L${x0} ${last}Z` }));
        group.append(svg("path", { class: "curve", d: "M" + shape }));
      }
      part = [];
    };
    for (const point of points) if (point[1] > peak * 0.003) part.push(point); else finish();
    finish();
    return group;
  };

  // Bootstrap distribution as 100 dots (Kay et al. 2016) above the intervals.
  const effectFigure = (entry, width) => {
    if (!entry.intervals || !entry.intervals.length) return null;
    const dots = entry.quantiles || [];
    const ends = entry.intervals.flatMap((b) => [b[1], b[2], b[3]])
      .filter((v) => v !== null && v > 0).concat(dots).map(Math.log);
    const marks = [[1 / (1 + data.warning), "improved", "middle", -data.warning], [1, "zero"],
      [1 + data.warning, "warn", "end", data.warning],
      [1 + data.threshold, "fail", "start", data.threshold]];
    const widest = Math.log(5);
    const low = Math.max(-widest, Math.min(...ends, Math.log(1 / (1 + data.warning))));
    const high = Math.min(widest, Math.max(...ends, Math.log(1 + data.threshold)));
    const pad = (high - low) * 0.05;
    const left = 92, right = width - 12;
    const scale = linear(low - pad, high + pad, left, right);
    const clamp = (v) => Math.min(right, Math.max(left, v === null ? right : scale(Math.log(v))));
    let radius = Math.min(4.2, (right - left) / 70), stacks;
    const depth = 120;
    for (;;) {
      stacks = new Map();
      for (const q of dots) {
        const bin = Math.floor(clamp(q) / (2 * radius));
        stacks.set(bin, (stacks.get(bin) || []).concat(q));
      }
      const highest = Math.max(0, ...[...stacks.values()].map((s) => s.length));
      if (radius < 1 || highest * 2 * radius <= depth) break;
      radius *= 0.9;
    }
    const highest = Math.max(0, ...[...stacks.values()].map((s) => s.length));
    const top = 18, base = top + (dots.length ? highest * 2 * radius + 6 : 4);
    const rowHeight = 18, bottom = base + 8 + entry.intervals.length * rowHeight;
    const parts = [];
    for (const [ratio, name, anchor, change] of marks) {
      const x = scale(Math.log(ratio));
      if (x < left || x > right) continue;
      parts.push(line(x, top - 4, x, bottom, "threshold " + name));
      const lean = { end: 4, start: -4, middle: 0 }[anchor];
      const crowded = name === "improved" && scale(Math.log(1 + data.warning)) - x < 60;
      if (anchor && !crowded) parts.push(label(x + lean, top - 8, signed(change) + "\u00A0%", anchor, "mark " + name));
    }
    const zone = (q) => q > 1 + data.threshold ? "fail" : q > 1 + data.warning ? "warn"
      : q < 1 / (1 + data.warning) ? "improved" : "pass";
    for (const [bin, members] of stacks)
      members.forEach((q, level) => parts.push(svg("circle", {
        cx: ((bin + 0.5) * 2 * radius).toFixed(1), cy: (base - 3 - (2 * level + 1) * radius).toFixed(1),
        r: (radius * 0.9).toFixed(2), class: "dot " + zone(q) })));
    entry.intervals.forEach(([name, lower, estimate, upper], i) => {
      const y = base + 10 + i * rowHeight;
      parts.push(label(left - 8, y + 4, name, "end", i === 0 ? "label" : ""));
      parts.push(line(clamp(lower), y, clamp(upper), y, i === 0 ? "typical" : "middle"));
      parts.push(svg("circle", { cx: clamp(estimate), cy: y, r: i === 0 ? 4 : 2.6, class: "dot" }));
    });
    parts.push(line(left, bottom, right, bottom, "axis"));
    const changes = ticks(Math.exp(low - pad) - 1, Math.exp(high + pad) - 1, Math.max(3, (right - left) / 60));
    for (const c of changes) {
      if (c <= -1) continue;
      const x = scale(Math.log(1 + c));
      parts.push(line(x, bottom, x, bottom + 4, "axis"));
      parts.push(label(x, bottom + 16, signed(c), "middle"));
    }
    const beyond = dots.filter((q) => q > 1 + data.threshold).length;
    let caption = "Change of cost, %.";
    if (dots.length)
      caption += ` Each dot is ${+(100 / dots.length).toPrecision(2)} % of the bootstrap distribution; `
        + `${beyond} of ${dots.length} lie beyond ${signed(data.threshold)} %. It knows the samples only; `
        + "the noise between jobs is in the interval of the noise model.";
    return html("figure", {}, html("h3", {}, "Size of the change"),
      picture(width, bottom + 20, "Bootstrap distribution and intervals", parts),
      html("figcaption", {}, caption));
  };

  // Details, drawn when they are opened
  const fill = (cell, entry) => {
    const panels = html("div", { class: "panels" });
    cell.replaceChildren(panels);
    const total = cell.clientWidth - 24, two = window.innerWidth > 900;
    const width = Math.max(280, Math.floor(two ? (total - 36) * 1.55 / 2.55 : total));
    const other = Math.max(280, Math.floor(two ? (total - 36) / 2.55 : total));
    for (const figure of [samplesFigure(entry, width), effectFigure(entry, other)])
      if (figure) panels.append(figure);
    panels.append(html("dl", { class: "facts" }, ...entry.facts.map(([name, value]) =>
      html("div", {}, html("dt", {}, name), html("dd", {}, value)))));
  };
  const toggle = (row) => {
    const button = row.body.querySelector("button.open");
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    if (!open) { row.detail.remove(); row.detail = null; return; }
    const cell = html("td", { colspan: "6" });
    row.detail = html("tr", { class: "detail" }, cell);
    row.body.append(row.detail);
    fill(cell, row.entry);
  };
  let resizing;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      for (const row of rows) if (row.detail) fill(row.detail.firstChild, row.entry);
    }, 150);
  });

  // Filter
  const input = document.getElementById("filter"), shown = document.getElementById("shown");
  const chips = [...document.querySelectorAll(".chip")];
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(chips.filter((c) => c.getAttribute("aria-pressed") === "true")
      .map((c) => c.dataset.verdict));
    let count = 0;
    for (const row of rows) {
      const visible = verdicts.has(row.entry.verdict) && words.every((w) => row.key.includes(w));
      row.body.hidden = !visible;
      if (visible) count++;
    }
    shown.textContent = count === rows.length ? "" : `${count} of ${rows.length} shown`;
  };
  input.addEventListener("input", filter);
  for (const chip of chips) chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filter();
  });

  // Sort
  const value = (row, key) => {
    switch (key) {
      case "name": return row.key;
      case "verdict": return -order.get(row.entry.verdict);
      case "change": return row.entry.ratio ?? null;
      default: return row.entry[key]?.value ?? null;
    }
  };
  const headings = [...table.tHead.querySelectorAll("button[data-sort]")];
  const sort = (button) => {
    const cell = button.parentElement, key = button.dataset.sort;
    const before = cell.getAttribute("aria-sort");
    const first = key === "name" ? "ascending" : "descending";
    const direction = before === first ? (first === "ascending" ? "descending" : "ascending") : first;
    for (const h of headings) h.parentElement.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const sorted = [...rows].sort((a, b) => {
      const x = value(a, key), y = value(b, key);
      if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index;
      return (x < y ? -sign : x > y ? sign : 0) || a.index - b.index;
    });
    table.append(...sorted.map((row) => row.body));
  };

  for (const row of rows) {
    const button = row.body.querySelector("button.open");
    if (!button) continue;
    button.disabled = false;
    button.addEventListener("click", () => toggle(row));
  }
  for (const button of headings) {
    button.disabled = false;
    button.addEventListener("click", () => sort(button));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && document.activeElement === input) {
      input.value = "";
      filter();
    }
  });
  document.querySelector(".controls").hidden = false;
  // Open the first regressions, or the benchmark the address names.
  const target = rows.find((row) => "#" + row.body.id === location.hash);
  const opened = target ? [target] : rows.filter((row) => row.entry.verdict === "fail").slice(0, 1);
  for (const row of opened) toggle(row);
  document.documentElement.dataset.ready = "yes";
})();
