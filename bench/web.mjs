// node web.mjs FILE.html ROUNDS: JSON of what Chromium takes with the site in one file, at full speed and four times slower.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const { chromium } = createRequire(resolve(import.meta.dirname, "../tests/browser/x"))("playwright-core");
const [file, rounds] = [resolve(process.argv[2]), Number(process.argv[3])];
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function visit(context, slower) { // ms to the first question, of them those of the page's own thread, ms of the pages after it, Mo
  const page = await context.newPage(), session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  const start = performance.now();
  await page.goto(`file://${file}#/recommander`);
  await page.waitForSelector("main input[type=checkbox]", { timeout: 120000 });
  const first = performance.now() - start;
  const cpu = (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const pages = await page.evaluate(async () => {
    const times = [], result = "button[formaction$=fiche]";
    for (let asked = 0; asked < 30 && !document.querySelector(result); asked += 1) {
      const field = document.querySelector("main form input:not([type=hidden]), main form select");
      if (field.type === "text") field.value = field.inputMode === "numeric" ? "16" : "lyon";
      else field.checked = true;
      const before = document.querySelector("main"), from = performance.now();
      document.querySelector("main form").requestSubmit();
      while (document.querySelector("main") === before) await new Promise((go) => setTimeout(go));
      document.body.getBoundingClientRect();
      times.push(performance.now() - from);
    }
    return times;
  });
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
  await page.close();
  return { first, cpu, question: median(pages.slice(0, -1)), result: pages.at(-1), heap: (usedSize + backingStorageSize) / 1e6 };
}

const found = {};
for (const slower of [1, 4]) {
  const cold = [], warm = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext();
    cold.push(await visit(context, slower));
    warm.push(await visit(context, slower));
    await context.close();
  }
  const least = (visits, key) => Math.min(...visits.map((visit) => visit[key])); // the machine is shared
  found[slower] = { cold: least(cold, "first"), warm: least(warm, "first"), ...Object.fromEntries(["cpu", "question", "result", "heap"].map((key) => [key, least(warm, key)])) };
}
await browser.close();
console.log(JSON.stringify(found));
