#!/usr/bin/env node
// The command line from its source, without a build.
require('tsx/esm/api').register();
import('../src/cli/main.ts').then(({ run }) => run(process.argv.slice(2))).then(() => process.exit());
