import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

const CONNECT_MS = 20_000

/**
 * Runs radsecproxy in the foreground with the configuration in `file`; resolves when it is connected to its server.
 *
 * @throws {Error} with what it says, when it does not take the configuration, ends, or is not connected in time
 */
export async function startRadsecproxy(program: string, file: string) {
  // Pretends only: what is wrong in the file is told, and where.
  execFileSync(program, ['-p', '-c', file], { stdio: 'pipe' })
  const child = spawn(program, ['-f', '-d', '2', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  const close = async () => {
    child.kill('SIGTERM')
    await closed
  }
  let output = ''
  const late = setTimeout(close, CONNECT_MS)
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (/TLS connection .* up/.test(output)) resolve()
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(`radsecproxy was not connected:\n${output}`)))
  }).finally(() => clearTimeout(late))
  return { close }
}
