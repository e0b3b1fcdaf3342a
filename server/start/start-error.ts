/** Something the person who starts Plaza can mend: shown as its message alone, exit code 1. */
export class StartError extends Error {
  override name = 'StartError'
}

/**
 * Why a port cannot be listened on, and what to do; undefined where it is another kind of error.
 *
 * @param setting the setting that changes the port
 */
export function portProblem(setting: string, port: number, { code }: NodeJS.ErrnoException): string | undefined {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program, or by Plaza itself: choose another with ${setting}.`
  if (code === 'EACCES') return `Port ${port} needs a privilege: choose one above 1023 with ${setting}.`
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')
    return `This machine has no such address to listen on, for ${setting} ${port}.`
  return undefined
}

/**
 * Runs `start`, which binds a port, and explains the ways in which that fails.
 *
 * @throws {StartError} when the port is taken, or needs a privilege
 */
export async function bindingPort<T>(setting: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    const problem = portProblem(setting, port, error as NodeJS.ErrnoException)
    throw problem === undefined ? error : new StartError(problem)
  }
}
