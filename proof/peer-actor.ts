import { once } from 'node:events';

/** What became of one registration or unregistration. */
export interface Step {
  isRegistration: boolean;
  changed: boolean;
  refused: string | null;
}

/**
 * A process that lives long: on a word from outside it makes two pods peers and ends that again, in turns; `last` says
 * with which of the two.
 */
const [library = '', source = '', peer = '', rounds = '0', last = ''] = process.argv.slice(2);
const { peerPods, podsAt, unpeerPods }: typeof import('../src/index.js') = await import(library);
const pods = podsAt(process.cwd(), {});
const speaker = { as: source, env: {} };

async function take(isRegistration: boolean): Promise<Step> {
  try {
    const { changed } = await (isRegistration ? peerPods : unpeerPods)(pods, speaker, peer);
    return { isRegistration, changed, refused: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return { isRegistration, changed: false, refused: String(code) };
  }
}

process.send?.('ready');
await once(process, 'message');
const steps: Step[] = [];
for (let left = Number(rounds); left > 0; left--) steps.push(await take((left % 2 === 1) === (last === 'register')));
process.stdout.write(JSON.stringify(steps));
process.disconnect();
