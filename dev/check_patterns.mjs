// Reads [{place, pattern, source, flags}] and writes those whose match can take exponential time.
import { readFileSync } from "node:fs";
import { checkSync } from "recheck";

const rows = JSON.parse(readFileSync(0, "utf8"));
const found = [];
for (const row of rows) {
  const { status, complexity, error } = checkSync(row.source, row.flags);
  if (status === "safe" || complexity?.type === "polynomial") continue;
  found.push({ ...row, result: complexity?.summary ?? `undecided (${error?.kind})` });
}
process.stdout.write(JSON.stringify(found));
