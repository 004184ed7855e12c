// node still.mjs FOLDER: the pages of the folder without scripts: valid HTML, every link leads to a file that is there, the first page says what it cannot do.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const folder = resolve(process.argv[2]);
const valid = new HtmlValidate({ extends: ["html-validate:standard"] });
let faults = 0;
const fault = (text) => { faults += 1; console.log(text); };

const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html"));
for (const name of pages) {
  const text = readFileSync(join(folder, name), "utf8");
  for (const { messages } of (await valid.validateString(text)).results)
    for (const { ruleId, message, line } of messages) fault(`${name}: html ${ruleId}, line ${line}: ${message}`);
  for (const [, link] of text.matchAll(/href="([^"#:?]+)["#?]/g))
    if (!existsSync(join(folder, dirname(name), link))) fault(`${name} leads to ${link}, which is not there`);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
await page.goto(`file://${folder}/index.html`);
if (!(await page.isVisible("noscript p")) || (await page.isVisible("progress"))) fault("without scripts, the first page does not say so");
for (const link of ["Qui contacter", "Lyon", "Tous les dispositifs"]) {
  await page.getByRole("link", { name: link, exact: true }).first().click();
  if ((await page.evaluate(() => document.documentElement.scrollWidth)) > 360) fault(`${await page.title()}: scrolls sideways at 360 px`);
}
await browser.close();
console.log(`${folder}: ${pages.length} pages without scripts`);
process.exit(faults ? 1 : 0);
