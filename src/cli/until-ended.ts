const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * For a command that lasts: the first signal that is to end this process ends its work, the second ends the process
 * wherever it is. The listeners stay while the work ends, or whoever else listens would take that signal for theirs.
 */
export async function untilEnded(ended: Promise<void>, stop: () => void): Promise<void> {
  let isTold = false;
  const hear = (signal: NodeJS.Signals) => {
    if (!isTold) stop();
    else process.kill(process.pid, 'SIGKILL');
    isTold = signal !== undefined;
  };
  for (const signal of signals) process.on(signal, hear);
  try {
    await ended;
  } finally {
    for (const signal of signals) process.off(signal, hear);
  }
}
