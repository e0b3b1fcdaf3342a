import { writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findPeer } from '../../../test/support/peers.ts'
import { cpuSeconds, freePort, megabytes, run } from '../radius/processes.ts'
import { COMMUNITY } from './city.ts'

export interface Scrapes {
  scrapes: number
  wrong: number
  /** µs of CPU for each. */
  cpu: number
  megabytes: number
}

/** Scrapes under way at a time. */
const AT_A_TIME = 64

/**
 * Has Debian's prometheus-snmp-exporter read the same objects from the same agents, as fast as it does for so many
 * seconds; it stores nothing. Undefined where it is not installed.
 */
export async function scrape(
  dir: string,
  oids: readonly string[],
  ports: readonly number[],
  seconds: number,
): Promise<Scrapes | undefined> {
  const program = findPeer('prometheus-snmp-exporter')
  if (!program) return undefined
  const port = await freePort()
  const file = join(dir, 'snmp.yml')
  await writeFile(file, configurationFor(oids), { mode: 0o644 })
  const exporter = run(program, [
    `--config.file=${file}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ])
  try {
    const one = (target: number) => request(`http://127.0.0.1:${port}/snmp?module=plaza&target=127.0.0.1:${target}`)
    for (let attempt = 0; attempt < 100 && !(await one(ports[0]!)); attempt++) await pause(100)
    const before = cpuSeconds(exporter)
    const until = performance.now() + seconds * 1000
    let [scrapes, wrong] = [0, 0]
    const work = async () => {
      while (performance.now() < until) if (!(await one(ports[scrapes++ % ports.length]!))) wrong++
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, work))
    const cpu = ((cpuSeconds(exporter) - before) / scrapes) * 1e6
    return { scrapes, wrong, cpu, megabytes: megabytes(exporter) }
  } finally {
    await exporter.stop()
  }
}

const configurationFor = (oids: readonly string[]): string =>
  [
    ...['plaza:', '  version: 2', '  auth:', `    community: ${COMMUNITY}`, '  get:'],
    ...oids.map((oid) => `    - ${oid}`),
    '  metrics:',
    ...oids.map((oid, index) => `    - { name: value${index}, oid: ${oid}, type: gauge, help: '' }`),
    '',
  ].join('\n')

const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME })

/** Whether it was answered with values. */
const request = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode === 200))
    }).once('error', () => resolve(false))
  })
