#!/usr/bin/env node
const { existsSync } = require('node:fs');

const chunks = `${__dirname}/../dist/cli`;
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: tickets needs Node 20.19 or newer, and this is ${process.versions.node}`);
  process.exitCode = 1;
} else if (existsSync(`${chunks}/main.cjs`)) {
  require('./load.js').openLoader(chunks)('main.cjs').run(process.argv.slice(2));
} else {
  console.error('error: tickets is not built yet\nhint: run `npm run build`, or use ./tickets.sh, which builds it');
  process.exitCode = 1;
}
