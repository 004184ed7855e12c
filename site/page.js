// Reads the parts of the page, starts Python, and shows what it answers: no rule and no word is here.
const own = globalThis.fetch, place = document.getElementById("page"), state = document.getElementById("etat");
const bar = state.querySelector("progress"), HERE = "page:";
const usual = JSON.parse(document.getElementById("usuel").textContent); // what a page is told when it is asked for alone
let path = "/";

async function part(name) { // a part of this file, else a file beside it
  const block = document.getElementById(name);
  let stream;
  if (block) {
    const text = atob(block.textContent), bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
    block.remove();
    stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  } else stream = (await own(`${name}?${bar.dataset.mark}`)).body; // never that of another version
  const counted = new TransformStream({ transform(chunk, to) { bar.value += chunk.length; to.enqueue(chunk); } });
  return new Response(stream.pipeThrough(counted), { headers: name.endsWith(".wasm") ? { "content-type": "application/wasm" } : {} });
}

async function start() {
  globalThis.fetch = (url) => part(String(url).split("/").pop());
  const files = ["msgspec_core.so", "base.msgpack", "lycees.bin"].map(async (name) => [name, new Uint8Array(await (await part(name)).arrayBuffer())]);
  const script = document.createElement("script");
  script.textContent = await (await part("runtime.js")).text();
  document.head.append(script);
  const python = await loadPyodide({ indexURL: "./", packageBaseUrl: "./", stdLibURL: "python.zip", createPyodideModule, lockFileContents: JSON.parse(bar.dataset.lock) });
  for (const [name, bytes] of await Promise.all(files)) python.FS.writeFile(name, bytes);
  return { FS: python.FS, start: python.pyimport("start") };
}

const asked = (address) => { // what an address of ours asks for
  const { protocol, pathname, searchParams } = new URL(address, HERE + path);
  return protocol === HERE && { path: pathname, fields: [...searchParams], post: false };
};
const typed = () => asked(location.hash.startsWith("#/") ? location.hash.slice(1) : "/");
const written = ({ path, fields, post }) => "#" + path + (post || !fields.length ? "" : "?" + new URLSearchParams(fields));

async function show(request, way) {
  try {
    await answer(request, way);
    state.hidden = true;
  } catch (error) {
    console.error(error);
    for (const line of state.children) line.hidden = !line.matches(".echec");
    state.hidden = false;
  }
}

async function answer(request, way) {
  const fields = request.post || request.fields.length ? request.fields : usual[request.path] ?? [];
  const [file, text] = (await ready).start.answer(request.path, fields, request.post).toJs();
  if (file) return keep(file, text);
  const page = document.implementation.createHTMLDocument();
  page.documentElement.innerHTML = text.replace(/<style>.*?<\/style>/s, ""); // every page has the style that is here
  path = request.path;
  for (const link of page.querySelectorAll("a:not([href^='#'])")) {
    const ours = asked(link.getAttribute("href"));
    if (ours) link.setAttribute("href", written(ours));
  }
  for (const area of page.querySelectorAll("textarea")) area.before(document.getElementById("fichier").content.cloneNode(true));
  document.title = page.title;
  place.replaceChildren(...page.body.childNodes);
  if (way === "on") {
    history.pushState(request, "", written(request));
    scrollTo(0, 0);
  }
  if (way) focus(place.querySelector("[autofocus], h1"));
}

function keep(name, text) { // a file goes where the browser puts what it downloads
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = name;
  link.click();
}

function focus(target) {
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.hash.startsWith("#/")) return show(asked(link.hash.slice(1)), "on");
  const target = document.getElementById(link.hash.slice(1));
  focus(target);
  target.scrollIntoView();
});
addEventListener("change", async ({ target }) => { // the text of a file, put where it could have been pasted
  if (target.type !== "file") return;
  const { FS, start } = await ready, [file] = target.files;
  FS.writeFile(`/home/${file.name}`, new Uint8Array(await file.arrayBuffer()));
  const [fault, text] = start.text(file.name).toJs(), told = target.closest("p").nextElementSibling;
  told.textContent = fault;
  told.nextElementSibling.value = text;
});
addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target, fields = [...new FormData(form, event.submitter)];
  const { path } = asked(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"));
  show({ path, fields, post: form.method === "post" }, "on");
});
addEventListener("popstate", (event) => show(event.state ?? typed(), "back"));

const ready = start();
await show(history.state ?? typed());
