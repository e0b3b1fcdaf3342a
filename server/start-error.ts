/** Something the person who starts Plaza can mend: shown as its message alone, exit code 1. */
export class StartError extends Error {
  override name = 'StartError'
}

/**
 * Runs `start`, which binds a port, and explains the two ways in which that fails.
 *
 * @param setting the setting that changes the port
 * @throws {StartError} when the port is taken, or needs a privilege
 */
export async function bindingPort<T>(setting: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${port} is taken by another program: choose another with ${setting}.`)
    if (code === 'EACCES')
      throw new StartError(`Port ${port} needs a privilege: choose one above 1023 with ${setting}.`)
    if (code === 'EADDRNOTAVAIL')
      throw new StartError(`This machine has no such address to listen on, for ${setting} ${port}.`)
    throw error
  }
}
