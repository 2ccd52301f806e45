/** What is drawn on a light ground. */
const BY_DAY = `--now: #1f5fd6; --before: #a4adb6; --good: #1d7a45; --bad: #b3402a;
    --c0: #8a949e; --c1: #1f6feb; --c2: #d9822b; --c3: #2f9e5b; --c4: #b4409a; --c5: #c9b037; --c6: #3aa6b9; --c7: #c0504d;`;

/** How a page of `page.ts` looks: by day, by night, on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f6f3; --card: #ffffff; --ink: #1b2228; --faint: #5d6770; --rule: #e3e1db; --shade: #eeeef4;
  ${BY_DAY}
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161a; --card: #1a2025; --ink: #e8ecef; --faint: #a0abb4; --rule: #323b43; --shade: #222a38;
    --now: #6aa3ff; --before: #73808c; --good: #62cf91; --bad: #f19079;
    --c0: #97a2ad; --c1: #6aa7ff; --c2: #f0a35a; --c3: #5cc98a; --c4: #dd7fc8; --c5: #e0cc62; --c6: #6fd0e0; --c7: #ea8a86;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 28px 64px; }
h1 { font-size: 34px; line-height: 1.15; margin: 0 0 8px; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 17px; line-height: 1.3; margin: 0 0 10px; }
.about { color: var(--faint); margin: 0 0 18px; }
.warnings { margin: 0 0 26px; padding: 12px 18px; border-left: 4px solid var(--bad); background: var(--card); }
.warnings p { margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 16px; margin-bottom: 16px; }
.tile, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; }
.tile { padding: 14px 20px; }
.tile .name { color: var(--faint); display: block; }
.tile b { display: block; font-size: 40px; line-height: 1.15; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.tile .change { color: var(--faint); display: block; font-variant-numeric: tabular-nums; }
.good { color: var(--good) !important; } .bad { color: var(--bad) !important; }
.figures { columns: 2 480px; column-gap: 16px; }
figure { margin: 0 0 16px; padding: 16px 22px; break-inside: avoid; }
figcaption { color: var(--faint); font-size: 14px; margin-top: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 14px; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 14px; height: 14px; border-radius: 4px; margin-right: 8px; vertical-align: -2px; }
.legend small { color: var(--faint); font-family: ui-monospace, monospace; }
svg { display: block; width: 100%; height: auto; }
svg .grid { stroke: var(--rule); }
svg .curve { fill: none; stroke-width: 2.4; stroke-linejoin: round; }
svg .night { fill: var(--shade); }
svg text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: var(--faint); font-variant-numeric: tabular-nums; }
svg .label { fill: var(--ink); font-size: 13px; }
svg .value { fill: var(--ink); font-weight: 600; }
details { margin-top: 32px; }
summary { cursor: pointer; font-size: 17px; font-weight: 650; }
.tables { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 18px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 650; padding: 6px 0; }
th, td { padding: 5px 12px; text-align: right; border-bottom: 1px solid var(--rule); }
thead th { color: var(--faint); font-weight: 600; }
th:first-child { text-align: left; padding-left: 0; font-weight: 400; width: 46%; overflow-wrap: anywhere; }
.part { color: var(--faint); }
.part th { padding-left: 18px; }
footer { margin-top: 32px; color: var(--faint); font-size: 14px; }
footer ul { margin: 0; padding-left: 18px; }
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --card: #fff; --ink: #111; --faint: #444; --rule: #ccc; --shade: #eee;
    ${BY_DAY}
  }
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 12px; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 26px; }
  .tile b { font-size: 28px; }
  .tiles { grid-template-columns: repeat(5, 1fr); gap: 8px; }
  .figures { columns: 2; column-gap: 8px; }
  figure { padding: 10px 14px; margin-bottom: 8px; }
  .tile, figure, table { break-inside: avoid; }
  svg rect, svg path { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .legend i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
