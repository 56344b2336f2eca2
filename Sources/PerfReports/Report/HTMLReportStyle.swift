extension HTMLReport {
  static let style = """
    h1 .decision { color: var(--hue, var(--ink)); }
    h1.inconclusive { --hue: var(--unsure); }
    .sides { color: var(--muted); margin-top: 0.5rem; max-width: none; }
    .sides code { color: var(--ink); }
    .overview svg.narrow { display: none; }
    svg .threshold { stroke: var(--hue, var(--reference)); stroke-width: 1; shape-rendering: crispEdges; opacity: 0.75; }
    svg .threshold.warn, svg .threshold.improved { stroke-dasharray: 2 3; }
    svg .mark { fill: var(--hue, var(--muted)); }
    svg .mark.zero, svg .threshold.zero { --hue: var(--muted); }
    svg a:hover .dot { stroke: var(--ink); stroke-width: 1.5; }
    svg .stroke { stroke: var(--hue); stroke-width: 1.8; fill: none; }
    svg .open-dot { fill: var(--paper); stroke: var(--hue); stroke-width: 1.8; }
    svg.glyph { flex: none; display: inline-block; vertical-align: -2px; margin-right: 0.35rem; }
    .chip svg.glyph { margin: 0; }
    table { width: 100%; border-collapse: collapse; }
    @media (min-width: 641px), print {
      #benchmarks { table-layout: fixed; }
      #benchmarks > thead th:nth-child(1) { width: 27%; }
      #benchmarks > thead th:nth-child(2) { width: 8.2rem; }
      #benchmarks > thead th:nth-child(3), #benchmarks > thead th:nth-child(4) { width: 6.4rem; }
      #benchmarks > thead th:nth-child(6) { width: 9.5rem; }
    }
    #benchmarks > thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--reference); text-align: left; font-weight: 400; vertical-align: bottom; padding: 0.3rem 0.6rem 0; }
    #benchmarks > thead button { border: 0; background: none; padding: 0 0 0.25rem; cursor: pointer; color: var(--muted); font-size: 0.85rem; }
    #benchmarks > thead button:disabled { cursor: default; }
    #benchmarks > thead [aria-sort] button { color: var(--ink); }
    [aria-sort="ascending"] button:enabled::after { content: " \\2191"; }
    [aria-sort="descending"] button:enabled::after { content: " \\2193"; }
    tbody > tr > th, tbody > tr > td { padding: 0.38rem 0.6rem; vertical-align: top; text-align: left; font-weight: 400; border-bottom: 1px solid var(--faint); }
    td.number, th.number { text-align: right !important; white-space: nowrap; }
    td.verdict { white-space: nowrap; color: var(--hue); }
    td.change { white-space: normal !important; }
    td.change small { white-space: nowrap; }
    td.change b { font-weight: 600; color: var(--hue); }
    td.change small { display: block; color: var(--muted); font-size: 0.82rem; }
    .pass td.change b { font-weight: 400; color: inherit; }
    td.base { color: var(--muted); }
    .open { display: inline; border: 0; padding: 0; margin: 0; background: none; text-align: left; overflow-wrap: anywhere; color: var(--ink); opacity: 1; }
    button.open:enabled { cursor: pointer; }
    button.open:enabled::before { content: "\\25B8"; display: inline-block; width: 1em; color: var(--muted); transform-origin: 35% 52%; }
    button.open[aria-expanded="true"]::before { transform: rotate(90deg); }
    button.open:enabled:hover bdi { text-decoration: underline; text-decoration-color: var(--reference); text-underline-offset: 3px; }
    .why { color: var(--muted); font-size: 0.85rem; line-height: 1.4; padding-left: 1.06em; }
    .why p { margin: 0.12rem 0 0; }
    .why .note::before { content: "note: "; font-style: italic; }
    th.plot { padding-left: 0 !important; padding-right: 0 !important; }
    td.plot { padding: 0 !important; background:
      linear-gradient(var(--muted), var(--muted)) var(--at-zero) 0 / 1px 100% no-repeat,
      linear-gradient(var(--warn), var(--warn)) var(--at-warn) 0 / 1px 100% no-repeat,
      linear-gradient(var(--fail), var(--fail)) var(--at-fail) 0 / 1px 100% no-repeat;
      background-blend-mode: normal; }
    td.plot svg.forest { margin-top: 0.42rem; }
    svg .whisker { stroke: var(--hue); stroke-width: 1.4; }
    svg .inner { stroke: var(--hue); stroke-width: 4.5; opacity: 0.45; }
    svg .clip { stroke: var(--hue); stroke-width: 1.4; fill: none; }
    tbody:target > tr:first-child { background: var(--wash); }
    tr.detail > td { padding: 0.6rem 0.6rem 1.6rem; background: var(--wash); }
    .panels { display: grid; grid-template-columns: minmax(0, 1.55fr) minmax(0, 1fr); gap: 1.4rem 2.2rem; }
    .panels h3 { font: 400 1.05rem/1.3 var(--display); margin: 0 0 0.2rem; }
    .panels figure { margin: 0; min-width: 0; }
    .panels figcaption { color: var(--muted); font-size: 0.82rem; margin-top: 0.25rem; }
    .panels .facts { font-size: 0.88rem; grid-column: 1 / -1; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.5rem 1.6rem; margin: 0; }
    .panels .facts div { border-top: 1px solid var(--faint); padding-top: 0.25rem; }
    .panels svg .base { --hue: var(--reference); }
    svg .sample { fill: var(--hue, var(--ink)); opacity: 0.72; }
    svg .typical { stroke: var(--hue, var(--ink)); stroke-width: 1.4; }
    svg .middle { stroke: var(--hue, var(--ink)); stroke-width: 1; opacity: 0.7; }
    svg .label { fill: var(--ink); }
    @media (max-width: 900px) { .panels { grid-template-columns: minmax(0, 1fr); } }
    @media (max-width: 640px) {
      .overview svg.wide { display: none; }
      .overview svg.narrow { display: block; }
      #benchmarks, #benchmarks > thead, #benchmarks tbody { display: block; }
      #benchmarks > thead { position: sticky; top: 0; z-index: 1; background: var(--paper); }
      #benchmarks > thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; }
      #benchmarks > thead th { position: static; border: 0; padding: 0; }
      #benchmarks > thead th.plot { flex: 0 0 100%; order: 9; border-bottom: 1px solid var(--reference); }
      #benchmarks tbody > tr:first-child { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--faint); padding: 0.5rem 0 0; }
      #benchmarks tbody > tr:first-child > * { border: 0; padding: 0; }
      #benchmarks tbody > tr > th { grid-column: 1 / -1; width: auto; }
      #benchmarks td.verdict { grid-row: 2; grid-column: 1; padding-top: 0.15rem; }
      #benchmarks td.change { grid-row: 2 / span 2; grid-column: 2; padding-top: 0.15rem; }
      #benchmarks td.base { grid-row: 3; grid-column: 1; text-align: left !important; }
      #benchmarks td.cur { display: none; }
      #benchmarks td.base[data-to]::after { content: " \\2192  " attr(data-to); color: var(--ink); }
      #benchmarks > thead th:nth-child(3), #benchmarks > thead th:nth-child(4) { display: none; }
      #benchmarks td.plot { grid-column: 1 / -1; min-height: 2rem; }
      tr.detail { display: block; }
      tr.detail > td { display: block; padding: 0.6rem 0 1.2rem; }
    }
    @media print {
      .controls, .overview svg.narrow { display: none !important; }
      #benchmarks > thead th { position: static; }
      button.open::before { content: "" !important; width: 0 !important; }
      html, body { font-size: 12px; }
      h2, h3 { break-after: avoid; }
      tr:not(.detail), figure, .facts div { break-inside: avoid; }
      tr.detail > td { background: none; }
      td.plot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """
}
