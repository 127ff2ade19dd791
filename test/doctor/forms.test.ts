import { describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { alpha, beta, cleanFlat } from './clean-stores.js';
import { writeFiles } from './faults.js';

const itemOf = (id: string) => cleanFlat[`${id}/item.md`] ?? '';

/** One error, one warning, one note; in a title what no form may let through. */
function world(more: Record<string, string> = {}) {
  const made = workspace();
  writeFiles(`${made.directory}/work-items`, {
    ...cleanFlat,
    [`${alpha}/item.md`]: itemOf(alpha).replace('planning', 'x<&"\'%0A::,\u202e'),
    [`${beta}/item.md`]: itemOf(beta).replace('[a, b]', 'a'),
    [`${beta}/thread.md`]: (cleanFlat[`${beta}/thread.md`] ?? '').replace(/---\n$/, ''),
    ...more,
  });
  return made;
}

const form = async (directory: string, name: string, ...more: string[]) =>
  tickets(directory, ['doctor', '--format', name, ...more]);

describe('the findings of doctor', () => {
  it('are one object for --json and for --format json', async () => {
    const { directory } = world();
    const one = await tickets(directory, ['doctor', '--json']);
    expect((await form(directory, 'json')).stdout).toBe(one.stdout);
    expect((await form(directory, 'sarif', '--json')).stdout).toBe(one.stdout);
    expect(json(one).findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
    expect(Object.keys(json(one)).sort()).toEqual(['checked', 'findings', 'kind', 'ok', 'schema_version']);
  });

  it('are a log of SARIF 2.1.0', async () => {
    const { directory } = world();
    const said = await form(directory, 'sarif');
    expect(said.status).toBe(1);
    const log = JSON.parse(said.stdout);
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'tickets doctor', version: expect.any(String) });
    expect(run.results.map((one: { level: string }) => one.level)).toEqual(['error', 'warning', 'note']);
    for (const { ruleId, ruleIndex, message, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]).toMatchObject({
        id: ruleId,
        shortDescription: { text: expect.stringMatching(/./) },
      });
      expect(message.text).not.toBe('');
      expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^work-items\/[\w./-]+$/);
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it('are workflow commands of GitHub, which no text can break out of', async () => {
    const { directory } = world();
    const lines = (await form(directory, 'github')).stdout.trimEnd().split('\n');
    expect(
      lines.map((line) => /^::(\w+) file=([^,:]+),line=(\d+),title=(\w+)::[^\r\n]+$/.exec(line)?.slice(1)),
    ).toEqual([
      ['error', `work-items/${alpha}/item.md`, '3', 'unknown_state'],
      ['warning', `work-items/${beta}/item.md`, '7', 'wrong_list'],
      ['notice', `work-items/${beta}/thread.md`, expect.any(String), 'unclosed_thread'],
    ]);
    expect(lines.join()).toContain('%250A');
    expect(lines.join()).not.toContain('\u202e');
  });

  it('are a suite of JUnit, well formed, in which errors fail and with --strict warnings', async () => {
    const { directory } = world();
    const suite = (await form(directory, 'junit')).stdout;
    expect(suite).toContain('<testsuite name="tickets doctor" tests="4" failures="1" errors="0" skipped="0">');
    expect(suite.match(/<failure /g)).toHaveLength(1);
    expect(suite.match(/<system-out>/g)).toHaveLength(2);
    expect((await form(directory, 'junit', '--strict')).stdout.match(/<failure /g)).toHaveLength(2);
    expect(openTags(suite)).toEqual([]);
    expect(suite.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/);
  });

  it('say of a clean store that it is one, in every form', async () => {
    const made = workspace();
    writeFiles(`${made.directory}/work-items`, cleanFlat);
    for (const name of ['text', 'json', 'sarif', 'junit', 'github'])
      expect({ name, status: (await form(made.directory, name)).status }).toEqual({ name, status: 0 });
    expect((await form(made.directory, 'text')).stdout).toBe('doctor: ok, 4 tickets checked\n');
    expect((await form(made.directory, 'github')).stdout).toBe('');
  });

  it('are those of the named tickets alone, by any reference', async () => {
    const { directory } = world({ 'config.yaml': 'nonsense: 1\n' });
    const of = async (...ids: string[]) => {
      const { findings, checked } = json(await tickets(directory, ['doctor', ...ids, '--json']));
      return { checked, codes: findings.map(({ code }) => code) };
    };
    expect(await of('beta')).toEqual({ checked: 1, codes: ['wrong_list', 'unclosed_thread'] });
    expect(await of(alpha, beta)).toEqual({ checked: 2, codes: ['unknown_state', 'wrong_list', 'unclosed_thread'] });
    expect((await tickets(directory, ['doctor', 'nosuch'])).status).toBe(3);
  });

  it('of two tickets are told of the one that was named', async () => {
    const { directory } = world({
      [`${alpha}/item.md`]: itemOf(alpha).replace(/depends_on: .*/, `depends_on: [${beta}]`),
      [`${beta}/item.md`]: itemOf(beta).replace('related', 'depends_on'),
    });
    for (const id of [alpha, beta]) {
      const { findings } = json(await tickets(directory, ['doctor', id, '--json']));
      const circles = findings.filter(({ code }) => code === 'relation_cycle');
      expect(circles.map(({ path }) => path)).toEqual([`work-items/${id}/item.md`]);
    }
  });

  it('in a terminal have their next step below, and the exit status says whether they fail', async () => {
    const { directory } = world();
    const said = await tickets(directory, ['doctor'], { terminal: 80, env: { NO_COLOR: '1' } });
    expect(said.stdout).toContain(`work-items/${beta}/item.md:7: warning: `);
    expect(said.stdout).toContain('\n    write labels: [WORD, WORD]\n');
    expect(said.stdout).toMatch(/doctor: 1 errors, 4 tickets checked, 1 warnings\n$/);
    const { directory: warned } = world({ [`${alpha}/item.md`]: itemOf(alpha) });
    expect((await tickets(warned, ['doctor'])).status).toBe(0);
    expect((await tickets(warned, ['doctor', '--strict'])).status).toBe(1);
  });
});

/** Names of elements that are opened and not closed, or the other way round. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = '', own] of xml.matchAll(/<(\/?)([\w-]+)[^<>]*?(\/?)>/g)) {
    if (slash === '' && own === '') open.push(name);
    else if (slash !== '' && open.pop() !== name) return [name];
  }
  return open;
}
