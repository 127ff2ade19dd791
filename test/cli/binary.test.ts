import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = join(root, 'bin/run.js');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'tickets-'));
}

/** A line of shell in which $tickets is the built command line. */
function shell(line: string, cwd = folder()) {
  const tickets = `${process.execPath} ${binary}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, tickets },
  });
  return { status, stdout, stderr };
}

describe('the binary', () => {
  it('knows its version without a store', () => {
    expect(shell('$tickets --version')).toEqual({ status: 0, stdout: `tickets ${version}\n`, stderr: '' });
  });

  it('ends quietly when its reader has seen enough', () => {
    const { stdout, stderr } = shell('$tickets help | head -n 1; for one in 1 2 3 4 5; do $tickets help; done | true');
    expect(stdout).toContain('Tickets');
    expect(stderr).toBe('');
  });

  it('loads nothing to connect with where the Companion has no socket', () => {
    const cwd = folder();
    const seen = "process.on('exit', () => console.log('net', process.moduleLoadList.includes('NativeModule net')));";
    writeFileSync(join(cwd, 'seen.cjs'), seen);
    const line = `export TICKETS_RUNTIME_DIR=$PWD/run && mkdir -m 700 run && git init -q . && $tickets init && $tickets pod create companion &&
      id=$($tickets create One) && node -r ./seen.cjs ${binary} comment $id -m hello`;
    const { stdout, stderr } = shell(line, cwd);
    expect(stdout).toContain('net false');
    expect(stderr).toContain('was not told (not-live)');
  });

  it('says so when its answer cannot be written', () => {
    for (const words of ['help', 'help --json', '--version --json']) {
      const { status, stderr } = shell(`$tickets ${words} > /dev/full`);
      expect([status, stderr]).toEqual([7, expect.stringContaining('no space left')]);
    }
  });

  it('says so when its directory is gone', () => {
    const gone = folder();
    const { status, stderr } = shell(`rmdir "${gone}"; $tickets list`, gone);
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^error: .*\nhint: .*\n$/)]);
  });

  it('names the build when there is none', () => {
    const bare = folder();
    cpSync(join(root, 'bin'), join(bare, 'bin'), { recursive: true });
    const { status, stderr } = shell(`${process.execPath} "${bare}/bin/run.js" list`);
    expect([status, stderr]).toEqual([1, expect.stringContaining('npm run build')]);
  });

  it('needs no package beside its own files, whatever a package manager puts where', () => {
    const alone = folder();
    for (const part of ['bin', 'dist/cli', 'package.json'])
      cpSync(join(root, part), join(alone, part), { recursive: true });
    for (const words of ['help', 'list --help', 'list --bogus', 'init', 'doctor']) {
      const { stderr } = shell(`${process.execPath} "${alone}/bin/run.js" ${words}`, alone);
      expect(stderr).not.toMatch(/Cannot find|bug/);
    }
  });

  it('lines up letters and signs of every width at a terminal', () => {
    const at = folder();
    shell('$tickets init && $tickets create "Ship it 🚀" && $tickets create "cafe\u0301 設計 สวัสดี"', at);
    const asTerminal = `const fs = require("node:fs");
      const { fstatSync } = fs;
      const device = { isCharacterDevice: () => true };
      fs.fstatSync = (descriptor, ...rest) => (descriptor === 1 ? device : fstatSync(descriptor, ...rest));
      require("node:tty").isatty = () => true;
      require("${binary}").openLoader("${root}/dist/cli")("main.cjs").run(["list"])`;
    const { stdout, stderr } = shell(`${process.execPath} -e '${asTerminal}'`, at);
    const lines = stdout.trimEnd().split('\n');
    expect([stderr, lines.length, lines[0]]).toEqual(['', 3, expect.stringMatching(/ID +.*STATE .*TITLE/)]);
    expect(stdout).toContain('Ship it 🚀');
    expect(stdout).toContain('cafe\u0301 設計 สวัสดี');
  });

  it('runs from its source as well', () => {
    expect(shell(`${process.execPath} "${root}/bin/dev.js" --version`).stdout).toBe(`tickets ${version}\n`);
  });
});

describe('tickets.sh', () => {
  it('runs through links, from any directory, with spaces in its path', () => {
    const far = join(folder(), 'a far place');
    mkdirSync(far);
    symlinkSync(join(root, 'tickets.sh'), join(far, 'first'));
    symlinkSync('first', join(far, 'second link'));
    for (const program of ['sh', 'bash']) {
      expect(execFileSync(program, [join(far, 'second link'), '--version'], { cwd: far, encoding: 'utf8' })).toBe(
        `tickets ${version}\n`,
      );
    }
    expect(
      execFileSync(join(far, 'second link'), ['where', '-C', far, '--json', '--help'], { encoding: 'utf8' }),
    ).toContain('"kind":"help"');
  });
});
