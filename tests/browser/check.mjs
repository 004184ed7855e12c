// Each HTML file given, and each page of each site given (http://…): no console error, no horizontal scroll at 360 px, no
// violation found by axe-core. A file prints on one A4 page, and one for each
// sheet, and there a list has room for two digits before its lines. A site is valid HTML, needs no script,
// and leads by keyboard alone from the first page to a fiche that prints on one A4 page.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const valid = new HtmlValidate({ extends: ["html-validate:standard"] });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let faults = 0;
const fault = (name, text) => { faults += 1; console.log(`${name}: ${text}`); };
const heading = (page) => page.locator("h1").innerText();

async function open(start, options = {}) {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 }, ...options });
  page.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && fault(page.url(), `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(page.url(), `error: ${error}`));
  page.on("request", (request) => request.url().startsWith(start) || fault(page.url(), `fetched: ${request.url()}`));
  return page;
}

async function look(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) fault(name, `scrolls sideways at 360 px: ${wide} px`);
  await page.evaluate(axe);
  for (const violation of (await page.evaluate(() => axe.run())).violations)
    fault(name, `axe ${violation.id}: ${violation.help} (${violation.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3)})`);
}

async function print(page, name) {
  await page.emulateMedia({ media: "print" });
  const narrow = await page.evaluate(() => [...document.querySelectorAll("ol:not(:empty)")].filter((list) => {
    const number = list.lastElementChild.appendChild(document.createElement("span"));
    number.textContent = "88.\u00a0";
    const width = number.getBoundingClientRect().width;
    number.remove();
    return parseFloat(getComputedStyle(list).paddingInlineStart) < width;
  }).length);
  if (narrow) fault(name, `cuts the tens of ${narrow} lists in print`);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  const sheets = 1 + (await page.evaluate(() => document.querySelectorAll(".sheet").length));
  if (pages !== sheets) fault(name, `prints on ${pages} pages instead of ${sheets}`);
}

async function file(path) {
  const page = await open("file:");
  await page.goto(`file://${path}`);
  await look(page, path);
  await print(page, path);
  if (process.env.PICTURE) {
    await page.setViewportSize({ width: 900, height: 1200 });
    writeFileSync(process.env.PICTURE, await page.screenshot({ fullPage: true }));
  }
  console.log(`${path}: looked at`);
  await page.close();
}

const CLASS = "Repère;Objectif;Académie;Classe\nA1;stage;Lyon;Tle pro\nA2;orientation, stage;Lyon;2de pro\n";

// The pages of a site, with what is pressed to come to the last of them.
const STEPS = [
  ["/"], ["/demarche"], ["/accessibilite"], ["/rien"], ["/dispositifs"], ["/dispositifs/p-tech"], ["/contacts"], ["/recommander"],
  ["/lycee"], ["/classe"], ["/recommander?objectif=stage&academie=69&ase=oui&_voir=resultat"],
  ["/contacts", (page) => page.fill("#academie", "Lyon"), "Voir les contacts"],
  ["/recommander", () => {}, "Continuer"],
  ["/recommander?objectif=stage", (page) => page.fill("#academie", "Vienne"), "Continuer"],
  ["/recommander?objectif=stage&academie=69&ase=oui"],
  ...["Lire le détail", "Le message à envoyer", "La fiche à imprimer", "Pourquoi cet ordre"].map((text) =>
    ["/recommander?objectif=orientation&objectif=stage&academie=69&niveau=terminale-pro&ase=oui&_voir=resultat", () => {}, text]),
  ["/recommander?objectif=stage&academie=69&_voir=resultat", () => {}, "Changer Objectif"],
  ["/lycee", (page) => page.click("summary").then(() => page.fill("#contact-cpe", "x")), "Continuer"],
  ["/lycee", (page) => page.fill("#academie", "Algoud-Laffemas"), "Continuer"],
  ["/classe", () => {}, "Voir le plan de la classe"],
  ["/classe", (page) => page.fill("#_tableau", CLASS), "Voir le plan de la classe"],
];

async function site(start) {
  const page = await open(start);
  for (const [path, fill, text] of STEPS) {
    let answer = await page.goto(start + path);
    if (fill) {
      await fill(page);
      const button = page.getByRole("button", { name: text }).first();
      [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
    }
    const name = `${path} ${text ?? ""} « ${await heading(page)} »`;
    await look(page, name);
    for (const { messages } of (await valid.validateString(await answer.text())).results)
      for (const { ruleId, message, line } of messages) fault(name, `html ${ruleId}, line ${line}: ${message}`);
  }
  await page.close();
  await walk(start);
  console.log(`${start}: looked at, ${STEPS.length} ways`);
}

// By keyboard alone, in a window where 1280 px are read at 200 %.
async function walk(start) {
  const page = await open(start, { javaScriptEnabled: false, viewport: { width: 640, height: 400 } });
  const told = () => page.evaluate(() => {
    const on = document.activeElement;
    return (on.labels?.[0] ?? on).innerText.trim();
  });
  const reach = async (text, key = "Tab") => {
    for (let presses = 0; presses < 80; presses += 1) {
      if ((await told()).startsWith(text)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`no way by keyboard to « ${text} » on « ${await heading(page)} »`);
  };
  const send = async () => {
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    for (let tries = 0; (await told()) !== (await heading(page)); tries += 1) {
      if (tries > 50) throw new Error(`one does not begin to read at « ${await heading(page)} »`);
      await page.waitForTimeout(20);
    }
  };
  const press = async (text) => {
    await reach(text);
    await send();
  };
  await page.goto(start);
  await page.keyboard.press("Shift+Tab");
  await press("Commencer");
  await reach("Construire son orientation");
  await page.keyboard.press("Space");
  await reach("Trouver ou réussir un stage");
  await page.keyboard.press("Space");
  await press("Continuer");
  await reach("Orientation");
  await reach("Stage", "ArrowDown");
  await press("Continuer");
  await reach("Où se trouve le lycée");
  await page.keyboard.press("Tab");
  await page.keyboard.type("69");
  await send();
  await page.keyboard.press("Tab");
  await reach("2de professionnelle", "ArrowDown");
  await press("Continuer");
  const question = await heading(page);
  await press("Voir le résultat maintenant");
  const result = await heading(page);
  if (!result.startsWith("Stage et orientation")) fault("keyboard", `the answers are not those typed: ${result}`);
  await page.goBack();
  if ((await heading(page)) !== question) fault("keyboard", `going back does not show the question again`);
  await page.goForward();
  await page.reload();
  if ((await heading(page)) !== result) fault("keyboard", `the result is lost when it is shown again`);
  await page.keyboard.press("Tab");
  await press("La fiche à imprimer");
  if ((await heading(page)) !== "Fiche de mentorat") fault("keyboard", "no fiche");
  await print(page, "keyboard");
  if (page.url() !== `${start}/fiche`) fault("keyboard", `an address tells something: ${page.url()}`);
  await page.close();
}

for (const given of process.argv.slice(2)) await (given.startsWith("http") ? site(given.replace(/\/$/, "")) : file(given));
await browser.close();
process.exit(faults ? 1 : 0);
