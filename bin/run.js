#!/usr/bin/env node
const { existsSync } = require('node:fs');

const main = `${__dirname}/../dist/cli/main.cjs`;
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: tickets needs Node 20.19 or newer, and this is ${process.versions.node}`);
  process.exitCode = 1;
} else if (existsSync(main)) {
  require(main);
} else {
  console.error('error: tickets is not built yet\nhint: run `npm run build`, or use ./tickets.sh, which builds it');
  process.exitCode = 1;
}
