import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FreeRadius {
  /** All that it printed so far; with -X that is every packet. */
  output(): string
  close(): Promise<void>
}

/**
 * Runs FreeRADIUS in the foreground with a configuration of its own in a folder of its own, where `files` are too; resolves
 * when it is ready.
 *
 * @param configuration what follows the general part of radiusd.conf; `${confdir}` is the folder
 */
export async function startFreeRadius(
  program: string,
  configuration: string,
  files: Record<string, string> = {},
): Promise<FreeRadius> {
  const folder = await mkdtemp(join(tmpdir(), 'plaza-freeradius-'))
  const written: Record<string, string> = {
    ...files,
    dictionary: '$INCLUDE /usr/share/freeradius/dictionary\n',
    'radiusd.conf': `${general(folder)}\n${configuration}\n`,
  }
  for (const [name, text] of Object.entries(written)) await writeFile(join(folder, name), text, { mode: 0o600 })
  const child = spawn(program, ['-X', '-d', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const close = async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await new Promise<void>((resolve, reject) => {
      const hear = (text: string) => {
        output += text
        if (output.includes('Ready to process requests')) resolve()
      }
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
      child.once('error', reject)
      child.once('close', (code) => reject(new Error(`FreeRADIUS ended with code ${code}:\n${output.slice(-3000)}`)))
    })
  } catch (error) {
    await close()
    throw error
  }
  return { output: () => output, close }
}

const general = (folder: string) => `
  prefix = /usr
  confdir = ${folder}
  libdir = /usr/lib/freeradius
  logdir = ${folder}
  run_dir = ${folder}
  log { destination = stdout }
  security { reject_delay = 0, status_server = yes }
  thread pool { start_servers = 1, max_servers = 4, min_spare_servers = 1, max_spare_servers = 2 }
  modules {
    always reject { rcode = reject }
    always ok { rcode = ok }
    realm suffix { format = suffix, delimiter = "@" }
  }`

function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 3000)
    child.once('close', () => {
      clearTimeout(force)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
