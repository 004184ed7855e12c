// node pack.mjs FOLDER: beside each large file, the same for servers that send .br and .gz in its place; prints what the folder then weighs.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

let total = 0;
for (const name of readdirSync(process.argv[2], { recursive: true })) {
  const file = join(process.argv[2], name);
  if (statSync(file).isDirectory() || (/\.(br|gz)$/.test(name) && existsSync(file.slice(0, -3)))) continue;
  const content = readFileSync(file), packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
  total += packed.length;
  if (content.length > 50000) writeFileSync(`${file}.br`, packed), writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
console.log(total);
