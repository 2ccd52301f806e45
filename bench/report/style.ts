/** How the page looks, by day and by night. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf8; --card: #ffffff; --ink: #1d2329; --faint: #667079; --rule: #e4e2dd; --warn: #9a3412;
  --c0: #8a949e; --c1: #1f6feb; --c2: #d9822b; --c3: #2f9e5b; --c4: #b4409a; --c5: #c9b037; --c6: #3aa6b9; --c7: #c0504d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181c; --card: #1c2227; --ink: #e6eaed; --faint: #98a3ad; --rule: #313a41; --warn: #fdba74;
    --c0: #97a2ad; --c1: #6aa7ff; --c2: #f0a35a; --c3: #5cc98a; --c4: #dd7fc8; --c5: #e0cc62; --c6: #6fd0e0; --c7: #ea8a86;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 1360px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 20px; letter-spacing: -0.01em; }
h2 { font-size: 17px; margin: 0 0 6px; }
.warning { color: var(--warn); margin: 0 0 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 16px; margin-bottom: 16px; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 16px 18px; }
.tile b { display: block; font-size: 28px; line-height: 1.2; font-variant-numeric: tabular-nums; color: var(--c1); }
.tile span { color: var(--faint); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 20px; }
figcaption { color: var(--faint); margin-top: 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-bottom: 8px; color: var(--faint); font-size: 13px; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
svg .curve { fill: none; stroke-width: 2.4; stroke-linejoin: round; }
svg text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--faint); }
svg .label { fill: var(--ink); font-size: 13px; }
svg .value { fill: var(--ink); font-size: 13px; font-weight: 600; }
.tables { margin-top: 32px; display: grid; gap: 24px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
thead th { color: var(--faint); font-weight: 600; border-bottom: 2px solid var(--rule); }
thead th:first-child { color: var(--ink); font-size: 16px; }
th, td { padding: 5px 12px; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; width: 40%; }
tbody th { font-weight: 400; }
tbody tr { border-bottom: 1px solid var(--rule); }
tr.part { color: var(--faint); font-size: 13px; }
tr.part th { padding-left: 18px; }
.about { margin-top: 32px; color: var(--faint); }
.about h2 { color: var(--ink); }
.about ul { margin: 0; padding-left: 18px; }
`;
