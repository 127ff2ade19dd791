/** Keeps the last bytes of a stream of any length, and no more of it than that in memory. */
export interface Tail {
  add: (chunk: Uint8Array) => void;
  read: () => Uint8Array;
}

export function openTail(cap: number): Tail {
  let chunks: Uint8Array[] = [];
  let length = 0;
  let isCut = false;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= 2 * cap) return;
      chunks = [Buffer.concat(chunks).subarray(length - cap)];
      length = cap;
      isCut = true;
    },
    read: () => {
      const all = Buffer.concat(chunks);
      return isCut || length > cap ? withoutBrokenStart(all.subarray(Math.max(0, length - cap))) : all;
    },
  };
}

/** The cut may fall into a character: what is left of that is not shown. */
function withoutBrokenStart(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(start >= 0 && start < 4 ? start : 0);
}
