// node site.mjs chromium|firefox FILE.html|FOLDER [PICTURES]: from the first page to the printed fiche by keyboard alone, in the one file or in the folder.
// No error, no request but its own, no answer in the address, no violation found by axe-core, no horizontal scroll; back, forward and reload give the same pages.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { inflateSync } from "node:zlib";
import playwright from "playwright-core";

const [name, place, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TYPES = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
const whole = statSync(place).isFile();
const server = whole ? null : createServer((request, response) => { // in a folder of a site, as it may be published
  const file = join(place, new URL(request.url, "http://x").pathname.replace(/^\/somewhere/, "").replace(/\/$/, "/index.html"));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[file.split(".").pop()] ?? "application/octet-stream" }).end(readFileSync(file));
}).listen(0, "127.0.0.1");
if (server) await once(server, "listening");
const start = whole ? `file://${resolve(place)}` : `http://127.0.0.1:${server.address().port}/somewhere/`;
const browser = await (name === "firefox"
  ? playwright._bidiFirefox.launch({ executablePath: "/usr/bin/firefox-esr" })
  : playwright.chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  }));

let faults = 0, seen = 0;
const fault = (text) => { faults += 1; console.log(`${name} ${place}: ${text}`); };
const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
page.on("pageerror", (error) => fault(`error: ${error}`));
page.on("request", (request) => {
  const url = request.url();
  if (!(whole ? url.split("#")[0] === start : url.startsWith(start)) && !/^(data|blob):/.test(url)) fault(`fetched: ${url}`);
});
const ready = () => page.waitForFunction(() => { const { hidden } = document.getElementById("etat"); return hidden || !document.querySelector(".echec").hidden; }, null, { timeout: 120000 });
const title = () => page.title();
const turned = async (before) => page.waitForFunction((old) => document.querySelector("h1")?.textContent !== old, before, { timeout: 20000 });
const heading = () => page.textContent("h1");

function unpacked(pdf) { // Firefox compresses what says that a page is one
  return pdf.replace(/stream\r?\n(.*?)\r?\nendstream/gs, (whole, packed) => {
    try {
      return inflateSync(Buffer.from(packed, "latin1")).toString("latin1");
    } catch {
      return whole;
    }
  });
}

async function look() { // what must hold of every page
  seen += 1;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) fault(`${await title()}: scrolls sideways at 360 px: ${wide} px`);
  const address = decodeURIComponent(page.url());
  if (/[?&]/.test(address)) fault(`an answer in the address: ${address}`);
  if (name === "chromium") {
    await page.evaluate(axe);
    for (const violation of (await page.evaluate(() => axe.run())).violations)
      fault(`${await title()}: axe ${violation.id}: ${violation.help} (${violation.nodes.length})`);
  }
  if (pictures && name === "chromium") for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${pictures}/${String(seen).padStart(2, "0")}-${width}.png`, fullPage: true, caret: "initial" });
  }
  if (pictures) await page.setViewportSize({ width: 360, height: 800 });
}

async function reach(selector) { // by Tab alone
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return true;
  }
  return fault(`${await title()}: ${selector} is not reached by Tab`);
}

async function leave(key) { // press a key that leads to another page
  const before = await heading();
  await page.keyboard.press(key);
  await turned(before).catch(() => fault(`${before}: no other page after ${key}`));
  if (await page.evaluate(() => !document.activeElement.closest("h1, input"))) fault(`${await title()}: the focus is not on the heading`);
}

async function go(place) { // by the links at the head of each page
  const before = await heading();
  await page.click(`nav a[href='#/${place}']`);
  await turned(before);
}

await page.goto(start);
await ready();
if (await page.evaluate(() => !document.getElementById("etat").hidden)) throw new Error("not started");
await look();
await reach("main a.main, main a");
await leave("Enter");
const FICHE = "button[formaction$='fiche']";
for (let asked = 0; asked < 30 && !(await page.$(FICHE)); asked += 1) {
  await look();
  await reach("main input:not([type=hidden]), main select");
  const type = await page.evaluate(() => document.activeElement.type);
  if (type === "text") await page.keyboard.type(await page.evaluate(() => (document.activeElement.inputMode === "numeric" ? "16" : "Valence")));
  else await page.keyboard.press("Space");
  await leave("Enter");
}
await look();
const result = await heading();
await reach(FICHE);
await leave("Enter");
if ((await heading()) !== "Fiche de mentorat") fault(`instead of the fiche: ${await heading()}`);
await look();
const fiche = await page.textContent("#page");
const margin = { top: "11mm", bottom: "11mm", left: "12mm", right: "12mm" }; // those of the page, which WebDriver does not ask for
const pdf = await page.pdf(name === "chromium" ? { preferCSSPageSize: true } : { format: "A4", margin });
const sheets = unpacked(pdf.toString("latin1")).match(/\/Type\s*\/Page\b/g)?.length;
if (sheets !== 1) fault(`the fiche prints on ${sheets} pages`);
await page.keyboard.press("Alt+ArrowLeft");
await turned(await heading()).catch(() => page.goBack()).catch(() => fault("no way back"));
if ((await heading()) !== result) fault(`back is not the result: ${await heading()}`);
await page.goForward();
await page.waitForFunction((old) => document.querySelector("h1")?.textContent !== old, result).catch(() => fault("no way forward"));
await page.reload();
await ready();
if ((await page.textContent("#page")) !== fiche) fault("the fiche is another one after forward and reload");

const CLASS = "repère;objectif;niveau\nA1;stage;Tle pro\nA2;orientation, stage;2de pro\n";
await go("classe");
await page.setInputFiles("input[type=file]", { name: "élèves.csv", mimeType: "text/csv", buffer: Buffer.from(CLASS, "latin1") });
await page.waitForFunction(() => document.querySelector("textarea").value);
if ((await page.inputValue("textarea")) !== CLASS) fault(`the file is read as ${await page.inputValue("textarea")}`);
await page.setInputFiles("input[type=file]", { name: "élèves.xlsx", mimeType: "", buffer: Buffer.from("PK\x03\x04") });
await page.waitForFunction(() => document.querySelector("[role=alert]").textContent.includes("élèves.xlsx"));
await page.fill("textarea", CLASS);
await page.fill("#academie", "Lyon");
await reach("button.main");
await leave("Enter");
await look();
if (!(await page.textContent("main")).includes("A2")) fault("the plan of the class does not name A2");
await go("dispositifs");
await page.click("main article a, main li a, main td a");
await page.waitForFunction(() => location.hash.startsWith("#/dispositifs/"));
await look();
if (name === "chromium") {
  await go("classe");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("button[name=_modele]")]);
  if (file.suggestedFilename() !== "eleves.csv") fault(`the file to keep is called ${file.suggestedFilename()}`);
}
const left = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie.length].join());
if (left !== "0,0,0") fault(`something is kept: ${left}`);
console.log(`${name} ${place}: ${seen} pages by keyboard`);
await browser.close();
server?.close();
process.exit(faults ? 1 : 0);
