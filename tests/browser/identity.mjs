// node identity.mjs FOLDER REQUESTS ANSWERS: answers requests with what the folder of the site holds, in Pyodide.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, requests, answers] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import("../../site/node_modules/pyodide/pyodide.mjs");
const python = await loadPyodide({ stdLibURL: `${folder}/python.zip` });
for (const name of ["msgspec_core.so", "base.msgpack", "lycees.bin"]) python.FS.writeFile(name, readFileSync(`${folder}/${name}`));
python.FS.writeFile("/home/requests.json", readFileSync(requests));
python.runPython(`
import json
from datetime import date
from pathlib import Path

import start

asked = json.loads(Path("requests.json").read_text("utf-8"))
told = [
    start.respond(start.base, start.Request(path, tuple(map(tuple, fields)), post), date.fromisoformat(day))
    for path, fields, post, day in asked
]
Path("answers.json").write_text(json.dumps([[one.status, one.title, one.body, one.file] for one in told]), "utf-8")
`);
writeFileSync(answers, python.FS.readFile("/home/answers.json"));
