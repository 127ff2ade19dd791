// Required before the built command line: the process starts, and then waits for a word before it does anything.
const { closeSync, readSync } = require('node:fs');

readSync(3, Buffer.alloc(1));
closeSync(3);
