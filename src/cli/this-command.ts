/** The words that run this program again, for a process that is to outlive this one. */
export function thisCommand(): string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
