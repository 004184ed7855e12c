"""The style of the site: that of the fiche, and what stands around it."""

from mentorat_cli.formats import html

AROUND = """
@media screen { main { max-width: 52rem; min-height: 60vh; } main:has(table) { max-width: 75rem; } }
h1:focus { outline: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: .5rem; top: .5rem; z-index: 1; padding: .5rem .75rem; background: var(--paper); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; max-width: 52rem; margin: 0 auto; padding: .75rem 1.25rem; }
.head .name { font-size: 1.15rem; font-weight: 700; color: var(--ink); text-decoration: none; }
.head ul, .foot ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; list-style: none; }
.head li a { display: inline-block; padding: .25rem 0; text-decoration: none; }
.head li a:hover, .head li a[aria-current] { text-decoration: underline; text-underline-offset: .3em; text-decoration-thickness: 2px; }
.foot { max-width: 52rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; color: var(--soft); font-size: .9rem; }
.lead { margin: .5rem 0 1rem; font-size: 1.2rem; }
button, input, select, textarea { font: inherit; color: inherit; }
button { padding: 0; border: 0; background: none; vertical-align: top; color: var(--accent); text-align: start; text-decoration: underline; cursor: pointer; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0; }
.actions > * { padding: .6rem 1.1rem; border: 1px solid var(--accent); border-radius: 4px; background: var(--paper); color: var(--accent); font-weight: 600; text-decoration: none; }
.actions > *:hover { background: var(--tint); }
.actions > .main { background: var(--accent); color: var(--paper); }
.actions > .main:hover { text-decoration: underline; }
fieldset { min-width: 0; margin: 0 0 1rem; padding: 0; border: 0; }
legend { width: 100%; padding: 0; }
.choice { display: flex; align-items: center; margin: .4rem 0; padding-left: .9rem; border: 1px solid var(--line); border-radius: 4px; }
.choice:hover, .choice:has(:checked) { border-color: var(--accent); background: var(--tint); }
.choice input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--accent); }
.choice label { flex: 1; padding: .65rem .9rem; cursor: pointer; }
input[type=text], select, textarea { width: 100%; max-width: 32rem; padding: .55rem .7rem; border: 1px solid var(--soft); border-radius: 4px; background: var(--paper); }
textarea { max-width: none; min-height: 12rem; font: .9rem/1.4 ui-monospace, Consolas, Menlo, monospace; }
[aria-invalid] { border-color: var(--bad); }
details { margin: 1rem 0; padding: .65rem .9rem; border: 1px solid var(--line); border-radius: 4px; }
summary { color: var(--accent); font-weight: 600; cursor: pointer; }
label, legend { font-weight: 600; }
.choice label, legend h1 { font-weight: inherit; }
h1 label { font-weight: inherit; }
form > fieldset, form > .field, details .field { margin: 1.25rem 0; }
form > :first-child, form > input + * { margin-top: 0; }
.fault { margin: .6rem 0; padding: .35rem .8rem; border-left: 4px solid var(--bad); color: var(--bad); }
.field > :not(h1) { margin: .35rem 0; }
.few { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .25rem 1.25rem; }
.answers dl, .menu ul { margin: .5rem 0; }
.answers dd { display: flex; flex-wrap: wrap; gap: .1rem .75rem; }
.menu ul { padding: 0; list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .5rem; }
.menu small { display: block; color: var(--soft); font-size: .95rem; font-weight: 400; }
.menu li > * { display: block; width: 100%; height: 100%; padding: .65rem .9rem; border: 1px solid var(--line); border-radius: 4px; font-weight: 600; text-decoration: none; }
.menu li > *:hover { border-color: var(--accent); background: var(--tint); }
blockquote { margin: .75rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 4px; user-select: all; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 46rem) { .wide { display: grid; grid-template-columns: 1fr 1fr; gap: 0 .75rem; } .wide > :not(.choice) { grid-column: 1 / -1; } }
@media (max-width: 30rem) { .head, .foot { padding: .6rem .75rem; } .actions > * { flex: 1 1 100%; text-align: center; } }
@media print { .skip, .head, .foot, .menu, .answers, .actions, .aside { display: none; } button { color: inherit; text-decoration: none; } }
""".strip()
STYLE = "\n".join((html.CSS, *html.MORE_CSS, AROUND))
"""The same for every page, so that its sum can be told beforehand."""
