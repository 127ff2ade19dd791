import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openPods } from '../../src/pods/pods.js';
import { json, type Surface, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

export const id = '20260601-000000-door';

interface From extends Surface {
  /** The working directory, where it is not the repository. */
  from?: string;
}

/** A repository called shop, whose Companion is therefore shop, with one ticket. */
export function shop(files: Record<string, string> = {}) {
  const made = workspace({});
  const { directory } = made;
  const below = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).map(([path, text]) => [`shop/${path}`, text]));
  for (const [path, text] of Object.entries(below({ ...ticket(id, item('Door')), ...files }))) made.write(path, text);
  const cwd = join(directory, 'shop');
  git(cwd, 'init', '--quiet', '--initial-branch=main');
  const env = { TICKETS_RUNTIME_DIR: join(directory, 'run'), XDG_STATE_HOME: join(directory, 'state') };
  const say = (words: string, { from = cwd, ...more }: From = {}) =>
    tickets(from, words.split(' '), { ...more, env: { ...env, ...more.env } });
  /** A change, told in `--json`. */
  const change = async (words: string, more: From = {}) => {
    const said = await say(`${words} --json`, more);
    return { ...json(said), status: said.status, stderr: said.stderr };
  };
  const pods = openPods(join(cwd, '.git/tickets/pods'), { env, folderName: 'shop' });
  const meta = (name: string) => JSON.parse(made.read(`shop/.git/tickets/pods/${name}/metadata.json`));
  return { ...made, cwd, env, say, change, pods, meta };
}

export function git(cwd: string, ...words: string[]): void {
  const settings = ['-c', 'user.name=hare', '-c', 'user.email=hare@example.com', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...settings, ...words], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
