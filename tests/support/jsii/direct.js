// The kernel of jsii speaks over descriptor 3, and its parent over standard input and output. What is printed goes to
// the parent's standard error, as the parent expects it: a line of JSON, base64.
const fs = require("node:fs");
const { readSync, writeSync } = fs;

fs.readSync = (descriptor, ...rest) => readSync(descriptor === 3 ? 0 : descriptor, ...rest);
fs.writeSync = (descriptor, ...rest) => writeSync(descriptor === 3 ? 1 : descriptor, ...rest);
for (const name of ["stdout", "stderr"]) {
  process[name].write = (text) => {
    writeSync(2, `${JSON.stringify({ [name]: Buffer.from(text).toString("base64") })}\n`);
    return true;
  };
}
