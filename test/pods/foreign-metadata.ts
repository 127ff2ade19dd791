/** Metadata as another program may have written it: in its own order and layout, with fields of its own. */
export function foreignMetadata(name: string, peers: readonly string[] = []): string {
  const entries = peers.map((peer) => `{"since": 18446744073709551615, "pod_name": "${peer}"}`);
  return `{ "version": 1e2,
   "peers":[${entries.join(', ')}],
  "pod_name" :"${name}", "active": {"session_id": "s-1", "segment_id": null},
  "spawned_children": [{"pod_name": "cub", "pid": 9007199254740993}],
  "notes": {"b": [ ], "a": "\\u00e9"} }
`;
}
