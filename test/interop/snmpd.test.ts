import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { poll } from '../../server/health/poller/poll.ts'
import { NoAnswer } from '../../server/health/poller/snmp-session.ts'
import { interfaceRates } from '../../server/health/readings/rates.ts'
import { requirePeer } from '../support/peers.ts'
import { freePort } from '../support/plaza.ts'

describe('net-snmp snmpd', () => {
  let snmpd: ChildProcess
  let folder: string
  let port: number
  const community = 'plaza-interop'
  before(async function () {
    const program = requirePeer(this, 'snmpd')
    folder = await mkdtemp(join(tmpdir(), 'plaza-snmpd-'))
    port = await freePort('udp')
    await writeFile(
      join(folder, 'snmpd.conf'),
      `rocommunity ${community} 127.0.0.1\nsysName kiosk-7\nextend clients-wlan /bin/echo 7\nextend distro /bin/echo OpenWrt 24.10\n`,
    )
    const persistent = { SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder }
    const options = [
      '-f',
      '-Lo',
      '-C',
      '-c',
      join(folder, 'snmpd.conf'),
      '-p',
      join(folder, 'pid'),
      `127.0.0.1:${port}`,
    ]
    snmpd = spawn(program, options, {
      env: { PATH: process.env.PATH, ...persistent },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await new Promise<void>((resolve, reject) => {
      let output = ''
      for (const stream of [snmpd.stdout!, snmpd.stderr!]) {
        stream.on('data', (chunk) => {
          output += chunk
          if (/NET-SNMP version/.test(output)) resolve()
        })
      }
      snmpd.once('exit', (code) => reject(new Error(`snmpd ended with ${code}: ${output}`)))
    })
  })
  after(async () => {
    if (snmpd?.exitCode === null) {
      const ended = once(snmpd, 'exit')
      snmpd.kill()
      await ended
    }
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const read = (name = community) =>
    poll({ host: '127.0.0.1', port, credential: { version: '2c', community: name } }, { timeoutMs: 500, retries: 1 })

  it('is read whole: system, 64-bit counters, load, memory, and the clients of an OpenWrt script', async () => {
    const reading = await read()
    expect(reading).to.include({ profile: 'openwrt', clients: 7 })
    expect(reading.uptimeSeconds).to.be.at.least(0)
    expect(reading.memoryUsed).to.be.within(0.001, 1)
    expect(reading.load).to.be.within(0, 1000)
    expect(reading.counters.interfaces.lo).to.include({ bits: 64 })
    expect(reading.counters.clocks).to.have.property('sysUpTime')
  })

  it('gives rates from one poll to the next', async () => {
    const first = await read()
    const second = await read()
    second.counters.at = Math.max(second.counters.at, first.counters.at + 1)
    const rate = interfaceRates(first.counters, second.counters).get('lo')
    expect(rate?.inBps).to.be.a('number').and.at.least(0)
  })

  it('does not answer a wrong community', async () => {
    const error = await read('wrong').catch((problem: unknown) => problem)
    expect(error).to.be.instanceOf(NoAnswer)
  })
})
