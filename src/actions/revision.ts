/** The revision of an item: the first 16 hexadecimal digits of the SHA-256 of its bytes. */
export function revisionOf(item: Uint8Array): string {
  // Loading it costs a tenth of a command, and few ask for a revision.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(item).digest('hex').slice(0, 16);
}
