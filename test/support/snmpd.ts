import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './plaza.ts'

export interface RunningSnmpd {
  port: number
  close(): Promise<void>
}

/**
 * Debian's SNMP agent on loopback, which remembers nothing of one before.
 *
 * @param configuration lines of its snmpd.conf
 * @param where default: a free port
 */
export async function startSnmpd(
  program: string,
  configuration: readonly string[],
  where?: number,
): Promise<RunningSnmpd> {
  const folder = await mkdtemp(join(tmpdir(), 'plaza-snmpd-'))
  const port = where ?? (await freePort('udp'))
  const file = join(folder, 'snmpd.conf')
  await writeFile(file, configuration.map((line) => `${line}\n`).join(''))
  const snmpd = spawn(program, ['-f', '-Lo', '-C', '-c', file, '-p', join(folder, 'pid'), `127.0.0.1:${port}`], {
    env: { PATH: process.env.PATH, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await started(snmpd)
  return {
    port,
    async close() {
      if (snmpd.exitCode === null) {
        const ended = once(snmpd, 'exit')
        snmpd.kill()
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const started = (snmpd: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let output = ''
    for (const stream of [snmpd.stdout!, snmpd.stderr!]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (/NET-SNMP version/.test(output)) resolve()
      })
    }
    snmpd.once('exit', (code) => reject(new Error(`snmpd ended with ${code}: ${output}`)))
  })
