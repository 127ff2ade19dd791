#!/usr/bin/env node
// Runs the built command line. Its chunks are compiled from what V8 kept of an earlier run with the same Node, where the
// build has left that beside them (scripts/warm.js). Without it everything works alike, some milliseconds later.
const { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } = require('node:fs');
const { Script } = require('node:vm');

/** Opens a folder of chunks; `kept` hears of each compiled script. */
function openLoader(folder, kept = () => {}) {
  const loaded = new Map();
  const cacheOf = (file) => `${file}.${process.versions.v8}.cache`;

  function load(name) {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: Object.create(null) };
    loaded.set(name, module);
    const file = `${folder}/${name}`;
    const cache = cacheOf(file);
    const text = readFileSync(file, 'utf8');
    const cachedData = existsSync(cache) ? readBytes(cache) : undefined;
    const script = new Script(text, { filename: file, cachedData });
    kept(cache, script);
    const requireFrom = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));
    script.runInThisContext()(module.exports, requireFrom, module, file);
    return module.exports;
  }

  return load;
}

/** A file's bytes, without what Node compiles to read any kind of file. */
function readBytes(path) {
  const fd = openSync(path);
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
    return bytes.subarray(0, readSync(fd, bytes));
  } finally {
    closeSync(fd);
  }
}

function run() {
  const chunks = `${__dirname}/../dist/cli`;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`error: tickets needs Node 20.19 or newer, and this is ${process.versions.node}`);
    process.exitCode = 1;
  } else if (existsSync(`${chunks}/main.cjs`)) {
    // All is said by then, and nothing is gained by taking the heap apart piece by piece.
    const over = () => process.exit();
    openLoader(chunks)('main.cjs').run(process.argv.slice(2)).then(over);
  } else {
    console.error('error: tickets is not built yet\nhint: run `npm run build`, or use ./tickets.sh, which builds it');
    process.exitCode = 1;
  }
}

if (require.main === module) run();
module.exports = { openLoader };
