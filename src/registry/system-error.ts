/** Whether an error is the operating system's answer, as "no such file", and so one about the world; any other is a mistake of ours. */
export function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && 'syscall' in error
}
