'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const items = [...document.querySelectorAll('.series details')];
const names = items.map(item => item.querySelector('.name').textContent.toLowerCase());
const filter = document.getElementById('filter');
const sections = [...document.querySelectorAll('.group')];
const chips = [...document.querySelectorAll('.chip[data-group]')];

function select() {
  const part = filter.value.toLowerCase();
  const groups = new Set(chips.filter(chip => chip.getAttribute('aria-pressed') === 'true')
    .map(chip => chip.dataset.group));
  let count = 0;
  items.forEach((item, i) => {
    item.hidden = !(groups.has(item.className) && names[i].includes(part));
    if (!item.hidden) count += 1;
  });
  for (const section of sections) section.hidden = !section.querySelector('details:not([hidden])');
  document.getElementById('count').textContent = count + ' series';
}
filter.addEventListener('input', select);
function press(button, action) {
  button.addEventListener('click', () => {
    const pressed = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(pressed));
    action(pressed);
  });
}
for (const chip of chips) press(chip, select);
press(document.getElementById('tiles'), pressed => {
  document.body.classList.toggle('tiles', pressed);
  redraw();
});
document.querySelector('.controls').addEventListener('submit', event => event.preventDefault());

function node(name, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(series, place) {
  const width = Math.max(300, place.clientWidth - 12), height = 260;
  const left = 66, right = 12, top = 22, bottom = 30;
  const n = series.values.length;
  const commits = data.axes[series.axis];
  if (n === 0) return;
  const sorted = [...series.values].sort((a, b) => a - b);
  let low = sorted[Math.floor(n / 100)], high = sorted[n - 1 - Math.floor(n / 100)];
  for (const level of series.levels) {
    low = Math.min(low, level * Math.exp(-2.5 * series.noise));
    high = Math.max(high, level * Math.exp(2.5 * series.noise));
  }
  if (!(high > low)) { const room = Math.abs(low) * 0.05 || 1; low -= room; high += room; }
  const x = i => left + (width - left - right) * (n === 1 ? 0.5 : i / (n - 1));
  const y = v => top + (height - top - bottom)
    * (1 - Math.min(1, Math.max(0, (v - low) / (high - low))));
  const svg = node('svg', {viewBox: `0 0 ${width} ${height}`, class: 'figure', role: 'img',
    'aria-label': n + ' commits, ' + series.changes.length + ' changes'});
  const step = [1, 2, 5, 10].map(m => m * 10 ** Math.floor(Math.log10((high - low) / 4)))
    .find(s => s >= (high - low) / 5) || (high - low) / 4;
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) {
    svg.append(node('line', {x1: left - 4, x2: width - right, y1: y(v), y2: y(v), class: 'grid'}));
    svg.append(node('text', {x: left - 7, y: y(v) + 4, 'text-anchor': 'end'},
      String(Number(v.toPrecision(4)))));
  }
  const span = j => [x(Math.max(0, series.spans[2 * j] - 0.5)), x(Math.min(n - 1, series.spans[2 * j + 1] + 0.5))];
  for (const change of series.changes) {
    const a = x(change.first - 0.5), b = x(change.last + 0.5);
    svg.append(node('rect', {x: a, y: top, width: Math.max(2, b - a),
      height: height - top - bottom, class: 'range ' + change.state}));
  }
  series.levels.forEach((level, j) => {
    const [a, b] = span(j);
    const upper = y(level * Math.exp(2 * series.noise)), lower = y(level * Math.exp(-2 * series.noise));
    svg.append(node('rect', {x: a, y: upper, width: Math.max(0, b - a),
      height: Math.max(0, lower - upper), class: 'noise'}));
  });
  (series.jobs || []).forEach((jobs, i) => jobs.forEach(value =>
    svg.append(node('circle', {cx: x(i), cy: y(value), r: 1.4, class: 'job'}))));
  series.values.forEach((value, i) => {
    const beyond = value < low || value > high ? ' beyond' : '';
    const dot = node('circle', {cx: x(i), cy: y(value), r: n > 400 ? 1.5 : 2.2, class: 'point' + beyond});
    dot.append(node('title', {}, data.commits[commits[i]] + ': ' + value + ' ' + series.unit));
    svg.append(dot);
  });
  series.levels.forEach((level, j) => {
    const [a, b] = span(j);
    svg.append(node('line', {x1: a, x2: b, y1: y(level), y2: y(level), class: 'level'}));
    // A ramp rises between two levels.
    if (j > 0 && series.spans[2 * j] > series.spans[2 * j - 1] + 1) svg.append(node('line', {
      x1: span(j - 1)[1], x2: a, y1: y(series.levels[j - 1]), y2: y(level), class: 'level'}));
  });
  for (const change of series.changes) {
    const at = x(change.index - 0.5);
    svg.append(node('line', {x1: at, x2: at, y1: top, y2: height - bottom, class: 'mark ' + change.state}));
  }
  // Labels that would overlap are left out: first comes what is broken, then the largest.
  const weight = change => (change.state === 'open' ? 1e9 : 0) + Math.abs(parseFloat(change.size));
  const labelled = [];
  for (const change of [...series.changes].sort((a, b) => weight(b) - weight(a))) {
    const at = Math.min(x(change.index - 0.5), width - 24);
    if (labelled.some(other => Math.abs(other - at) < 54)) continue;
    labelled.push(at);
    svg.append(node('text', {x: at, y: top - 6, 'text-anchor': 'middle', class: 'label ' + change.state},
      change.size));
  }
  svg.append(node('text', {x: 4, y: 10}, series.unit));
  svg.append(node('line', {x1: left, x2: left, y1: top, y2: height - bottom, class: 'axis'}));
  const labels = Math.max(1, Math.min(n - 1, Math.floor((width - left) / 120)));
  for (let k = 0; k <= labels; k += 1) {
    const i = Math.round(k * (n - 1) / labels);
    svg.append(node('text', {x: x(i), y: height - 10,
      'text-anchor': k === 0 ? 'start' : k === labels ? 'end' : 'middle'},
      data.commits[commits[i]]));
  }
  place.replaceChildren(svg);
}

function redraw() {
  for (const item of items) {
    if (item.open) draw(data.series[Number(item.dataset.place)], item.querySelector('.figure-place'));
  }
}
for (const item of items) {
  item.addEventListener('toggle', () => {
    if (item.open) draw(data.series[Number(item.dataset.place)], item.querySelector('.figure-place'));
  });
}
window.addEventListener('resize', redraw);
const first = items.find(item => item.className === 'open');
if (first) first.open = true;
document.documentElement.dataset.ready = 'yes';
