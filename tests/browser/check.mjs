// Each HTML file given: no console error, no horizontal scroll at 360 px, no violation found by axe-core, one A4 page in print, and one for each sheet.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let faults = 0;
const fault = (file, text) => { faults += 1; console.log(`${file}: ${text}`); };

for (const file of process.argv.slice(2)) {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  page.on("console", (message) => message.type() === "error" && fault(file, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(file, `error: ${error}`));
  page.on("request", (request) => request.url().startsWith("file:") || fault(file, `fetched: ${request.url()}`));
  await page.goto(`file://${file}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) fault(file, `scrolls sideways at 360 px: ${wide} px`);
  await page.evaluate(axe);
  for (const violation of (await page.evaluate(() => axe.run())).violations)
    fault(file, `axe ${violation.id}: ${violation.help} (${violation.nodes.length})`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  const sheets = 1 + (await page.evaluate(() => document.querySelectorAll(".sheet").length));
  if (pages !== sheets) fault(file, `prints on ${pages} pages instead of ${sheets}`);
  if (process.env.PICTURE) {
    await page.setViewportSize({ width: 900, height: 1200 });
    writeFileSync(process.env.PICTURE, await page.screenshot({ fullPage: true }));
  }
  console.log(`${file}: looked at`);
  await page.close();
}
await browser.close();
process.exit(faults ? 1 : 0);
