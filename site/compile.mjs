// node compile.mjs LIBRARY APP OUT: runs inside.py in Pyodide, with the standard library LIBRARY and what the page imports in APP; writes into OUT.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "pyodide";

const [library, app, out] = process.argv.slice(2);
const python = await loadPyodide({ stdLibURL: library });
python.FS.mkdir("/app");
for (const file of readdirSync(app, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name), inside = path.replace(app, "/app");
  if (file.isDirectory()) python.FS.mkdirTree(inside);
  else python.FS.mkdirTree(inside.slice(0, inside.lastIndexOf("/"))), python.FS.writeFile(inside, readFileSync(path));
}
python.FS.chdir("/app");
python.runPython("import sys; sys.path.insert(0, '/app')");
const inside = python.pyimport("inside");
writeFileSync(join(out, "pages.json"), JSON.stringify(inside.pages().toJs()));
writeFileSync(join(out, "python.zip"), inside.archive(inside.everything()).toJs());
