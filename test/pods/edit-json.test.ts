import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editJson } from '../../src/pods/edit-json.js';

function edit(text: string, change: (value: Record<string, unknown>) => Record<string, unknown>): string {
  const before: Record<string, unknown> = JSON.parse(text);
  return editJson(text, before, change(before));
}

const addPeer = (value: Record<string, unknown>) => ({ ...value, peers: [...list(value.peers), { pod_name: 'fox' }] });
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

describe('an edit of JSON', () => {
  it('changes the list that is meant, and not one byte elsewhere', () => {
    const text = `{
    "session": 18446744073709551615,
    "pod_name" : "hare",
    "peers": [
        {"pod_name": "owl", "since": 1e400}
    ],
    "snapshot": { "b": 1, "a": [ ], "1": -0.0 }
}
`;
    expect(edit(text, addPeer)).toBe(
      text.replace('1e400}\n', '1e400},\n        {\n            "pod_name": "fox"\n        }\n'),
    );
  });

  it('fills what was empty, and empties what was full, in the layout around it', () => {
    const pretty = `${JSON.stringify({ pod_name: 'hare', peers: [] }, null, 2)}\n`;
    const withFox = `${JSON.stringify({ pod_name: 'hare', peers: [{ pod_name: 'fox' }] }, null, 2)}\n`;
    expect(edit(pretty, addPeer)).toBe(withFox);
    expect(edit(withFox, (value) => ({ ...value, peers: [] }))).toBe(pretty);
    expect(edit('{"pod_name":"hare","peers":[]}', addPeer)).toBe('{"pod_name":"hare","peers":[{"pod_name":"fox"}]}');
    expect(edit('{"pod_name":"hare"}', addPeer)).toBe('{"pod_name":"hare","peers":[{"pod_name":"fox"}]}');
    expect(edit('{\n\t"pod_name": "hare"\n}', addPeer)).toBe(
      '{\n\t"pod_name": "hare",\n\t"peers": [\n\t\t{\n\t\t\t"pod_name": "fox"\n\t\t}\n\t]\n}',
    );
  });

  it('keeps the numbers of an entry that it changes', () => {
    const text = '{"peers": [{"pod_name": "owl", "id": 9007199254740993}, {"pod_name": "fox"}]}';
    const renamed = (value: Record<string, unknown>) => {
      const [owl, fox] = list(value.peers);
      return { ...value, peers: [{ ...(owl as object), pod_name: 'elk' }, fox] };
    };
    expect(edit(text, renamed)).toBe(text.replace('owl', 'elk'));
  });

  it('says afterwards what was wanted, whatever the text was and in whatever layout', () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true });
    fc.assert(
      fc.property(
        value,
        value,
        fc.constantFrom(undefined, 1, 2, '\t'),
        fc.boolean(),
        (before, other, indent, merges) => {
          const text = JSON.stringify(before, null, indent);
          const parsed = JSON.parse(text);
          const after = JSON.parse(JSON.stringify(merges ? { ...before, ...other } : other));
          expect(JSON.parse(editJson(text, parsed, after))).toEqual(after);
          expect(editJson(text, parsed, JSON.parse(text))).toBe(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
