/** The revision of an item: the first 16 hexadecimal digits of the SHA-256 of its bytes. */
export async function revisionOf(item: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(item).digest('hex').slice(0, 16);
}
