/// How the page of a report looks. Ink on paper: nothing is told by colour alone.
enum PageStyle {
  static let css = """
    :root { --paper: #fff; --ink: #1b1b1f; --soft: #55565e; --rule: #c9cad2; --bar: #8fa3c4; --told: #2f4f86; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #16171b; --ink: #ececf1; --soft: #abadb8; --rule: #44464f; --bar: #5c7099; --told: #a9c3f5; }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.45 system-ui, "Liberation Sans", Arial, sans-serif;
    }
    main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
    h2 { margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid var(--ink); font-size: 1.25rem; }
    header p { margin: .3rem 0 0; color: var(--soft); }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr)); gap: .9rem 1.4rem; margin: 0; }
    dt { color: var(--soft); }
    dd { margin: 0; }
    dd b { display: block; font-size: 1.35rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
    small { color: var(--soft); font-size: .85rem; }
    .charts {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.4rem 2rem;
      margin-top: 1.4rem;
    }
    figure { margin: 0; }
    figcaption { line-height: 1.3; }
    figcaption span { color: var(--soft); font-size: .85rem; }
    svg { display: block; width: 100%; max-width: 34rem; height: auto; margin-top: .3rem; }
    svg text { fill: var(--ink); font: 11px system-ui, "Liberation Sans", Arial, sans-serif; }
    svg .label { fill: var(--soft); }
    svg .value { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
    .bar { fill: var(--bar); }
    .told { fill: var(--told); }
    .rule { stroke: var(--ink); }
    .grid { stroke: var(--rule); stroke-width: .5; }
    .even { stroke: var(--soft); stroke-dasharray: 4 3; }
    .curve { fill: none; stroke: var(--told); stroke-width: 2.5; }
    .table { overflow-x: auto; margin: 0 0 1.6rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
    th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
    th { font-weight: 600; }
    caption { max-width: 90vw; }
    tbody th { font-weight: 400; }
    th:first-child { text-align: left; }
    @media (max-width: 32rem) { dl { grid-template-columns: 1fr 1fr; gap: .9rem 1rem; } dd b { font-size: 1.15rem; } }
    footer { margin-top: 2rem; color: var(--soft); font-size: .9rem; }
    @page { size: A4; margin: 14mm 14mm 16mm; }
    @media print {
      :root {
        --paper: #fff; --ink: #000; --soft: #333; --rule: #aaa; --bar: #9a9a9a; --told: #333; color-scheme: light;
      }
      body { font-size: 10pt; }
      main { max-width: none; padding: 0; }
      dl { grid-template-columns: repeat(3, 1fr); }
      .charts { grid-template-columns: repeat(2, 1fr); }
      h2 { break-after: avoid; }
      dl, figure, tr { break-inside: avoid; }
      thead { display: table-header-group; }
      .table { overflow: visible; }
      .bar, .told { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
