/**
 * For a process that stays for days beside the work it serves: V8 lets the part of its memory that new values go to grow
 * by sixteen times under load and keeps it; here it stays as it began, and is tidied more often.
 */
export function keepMemorySmall(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
