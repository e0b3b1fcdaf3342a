import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareOids } from '../../scripts/simulators/snmp/tree.ts'
import { freePort } from './plaza.ts'

export interface RunningSnmpsim {
  port: number
  close(): Promise<void>
}

/**
 * Debian's snmpsim on loopback, which plays recorded walks; as root it runs as nobody.
 *
 * @param walks by the community that reaches each, the text of an snmprec file
 */
export async function startSnmpsim(program: string, walks: ReadonlyMap<string, string>): Promise<RunningSnmpsim> {
  const folder = await mkdtemp(join(tmpdir(), 'plaza-snmpsim-'))
  const [data, cache] = [join(folder, 'data'), join(folder, 'cache')]
  for (const each of [data, cache]) await mkdir(each)
  for (const [name, walk] of walks) await writeFile(join(data, `${name}.snmprec`), inOrder(walk))
  for (const each of [folder, data, cache]) await chmod(each, 0o777)
  const port = await freePort('udp')
  const isRoot = process.getuid?.() === 0
  const snmpsim = spawn(
    program,
    [
      ...[`--data-dir=${data}`, `--cache-dir=${cache}`, `--agent-udpv4-endpoint=127.0.0.1:${port}`],
      ...(isRoot ? ['--process-user=nobody', '--process-group=nogroup'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env: { PATH: process.env.PATH, HOME: folder } },
  )
  await listening(snmpsim)
  return {
    port,
    async close() {
      if (snmpsim.exitCode === null && snmpsim.signalCode === null) {
        const ended = once(snmpsim, 'exit')
        snmpsim.kill('SIGKILL')
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** It finds objects by their order. */
const inOrder = (walk: string): string =>
  walk
    .split('\n')
    .filter((line) => line !== '')
    .sort((a, b) => compareOids(a.split('|')[0]!, b.split('|')[0]!))
    .map((line) => `${line}\n`)
    .join('')

const listening = (snmpsim: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let output = ''
    for (const stream of [snmpsim.stdout!, snmpsim.stderr!])
      stream.on('data', (chunk) => {
        output += chunk
        if (output.includes('Listening at')) resolve()
      })
    snmpsim.once('exit', (code) => reject(new Error(`snmpsimd ended with ${code}: ${output}`)))
  })
