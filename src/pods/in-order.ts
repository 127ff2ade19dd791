/** Something to do; a promise where it takes time. */
type Work = () => Promise<void> | undefined;

/**
 * Begins what it is handed in order: each once all before it is over. Stretches of what may go on side by side begin
 * together. What is begun at once and takes no time costs no promise.
 */
export function inOrder(): (work: Work, isSideBySide: boolean) => Promise<void> | undefined {
  let all: Promise<unknown> | undefined;
  let before: Promise<unknown> | undefined;
  let isStretch = false;

  return (work, isSideBySide) => {
    if (!isSideBySide || !isStretch) before = all;
    isStretch = isSideBySide;
    const done = before === undefined ? work() : before.then(work);
    if (done === undefined) return undefined;
    const after: Promise<unknown> = Promise.all([all, done]).then(() => {
      if (all === after) all = undefined;
    });
    all = after;
    return done;
  };
}
