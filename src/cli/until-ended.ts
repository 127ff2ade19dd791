const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * For a command that lasts: a signal that is to end this process ends its work, a second one hurries it, a third ends
 * the process wherever it is. The listeners stay while the work ends, or whoever else listens would follow that signal.
 */
export async function untilEnded(ended: Promise<void>, stop: () => void): Promise<void> {
  let heard = 0;
  const hear = () => {
    heard += 1;
    if (heard < 3) stop();
    else process.kill(process.pid, 'SIGKILL');
  };
  for (const signal of signals) process.on(signal, hear);
  try {
    await ended;
  } finally {
    for (const signal of signals) process.off(signal, hear);
  }
}
