const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** ASCII words joined by hyphens, 48 characters at most; `item` where nothing is left. */
export function slugify(title: string): string {
  const words = title
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 48)
    .replace(/-$/, '');
  return words === '' ? 'item' : words;
}

/** `YYYYMMDD-HHMMSS-slug`, in UTC. */
export function timestampId(at: Date, slug: string): string {
  const stamp = at.toISOString();
  return `${stamp.slice(0, 10).replaceAll('-', '')}-${stamp.slice(11, 19).replaceAll(':', '')}-${slug}`;
}

/** 13 characters of Crockford base32: the milliseconds since 1970. Ids of one clock sort by time. */
export function base32Id(milliseconds: number): string {
  let rest = milliseconds;
  let id = '';
  for (let i = 0; i < 13; i++) {
    id = crockford.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  return id;
}

/** `length` lower-case characters from random bytes, one each. */
export function randomWord(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => crockford.charAt(byte % 32).toLowerCase()).join('');
}
