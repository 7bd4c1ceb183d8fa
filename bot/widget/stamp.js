/* Writes into the built script what it was built from, so that a stale one is noticed where there is no Node. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const INPUTS = ["package-lock.json", "vite.config.js", "tsconfig.json"];
const BUILT = "embed.js";

const sources = readdirSync("src", { recursive: true }).map((name) => `src/${name.replaceAll("\\", "/")}`);
const files = [...INPUTS, ...sources.filter((name) => /\.(ts|css)$/.test(name))].sort();
const hash = createHash("sha256");
for (const name of files) hash.update(`${name}\0`).update(readFileSync(name)).update("\0");
const script = readFileSync(BUILT, "utf-8").replace(/^\/\* sources .* \*\/\n/, "");
writeFileSync(BUILT, `/* sources ${hash.digest("hex")} */\n${script}`);
