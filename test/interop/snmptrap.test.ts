import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type CityWithTraps, startCityWithTraps } from '../server/health/traps/city-with-traps.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'

const run = promisify(execFile)
const linkDown = '1.3.6.1.6.3.1.1.5.3'

describe('traps and informs of net-snmp', () => {
  let program: string
  let city: CityWithTraps
  before(async function () {
    program = requirePeer(this, 'snmptrap')
    city = await startCityWithTraps()
  })
  after(() => city?.close())

  const user = ['-e', '0x8000000001020304', '-u', 'traps', '-a', 'SHA', '-A', 'auth-key-of-this-user']
  const kinds: Array<[name: string, options: string[]]> = [
    ['a trap of v2c', ['-v', '2c', '-c', 'traps']],
    ['an inform of v2c, which waits for its acknowledgement', ['-Ci', '-v', '2c', '-c', 'traps', '-r', '0', '-t', '5']],
    ['a trap of v3', ['-v', '3', '-l', 'authPriv', ...user, '-x', 'AES', '-X', 'priv-key-of-this-user']],
  ]
  for (const [name, options] of kinds)
    it(`make Plaza ask the agent at once: ${name}`, async () => {
      const before = await city.samples()
      await run(program, [...options, `127.0.0.1:${city.trapPort}`, '', linkDown])
      await eventually(async () => (await city.samples()) > before)
      expect(await city.state()).to.equal('up')
    })
})
