import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { block, blocksOf, documents, inlineCommands } from './markdown.ts'
import { openPlace, type Place } from './place.ts'
import { A_SECRET, citySettings } from './shell.ts'

const DEFAULT_COA_PORT = '3799'
const isStart = (command: string) => command.startsWith('npx plaza start')
const blocksToRun = (file: string) =>
  blocksOf(file).filter(({ language, text }) => language === 'sh' && text.includes('npx plaza') && !isStart(text))
const inlineToRun = (file: string) => inlineCommands(file).filter((command) => !isStart(command))

/** All commands of a document, in their order; what they print. */
async function runAll(place: Place, file: string): Promise<string> {
  let output = ''
  for (const { text } of blocksToRun(file)) output += await place.run(text)
  for (const command of new Set(inlineToRun(file))) {
    const name = command.includes('controller-password') ? 'parque-unifi' : 'centro-01'
    output += await place.run(command.replace('NAME', name))
  }
  return output
}

describe('the commands in the documents', function () {
  this.timeout(120_000)

  const withCommands = documents().filter((file) => blocksToRun(file).length + inlineToRun(file).length > 0)
  const runs = new Map<string, Promise<string | Error>>()
  const places: Place[] = []
  before(() => {
    // Two at a time: most of it is the start of processes.
    const last: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()]
    for (const [index, file] of withCommands.entries()) {
      const run = last[index % 2]!.then(async () => {
        const place = await openPlace()
        places.push(place)
        return runAll(place, file)
      }).catch((error: Error) => error)
      last[index % 2] = run
      runs.set(file, run)
    }
  })
  after(async () => {
    await Promise.all(runs.values())
    for (const place of places) await place.close()
  })

  for (const file of withCommands) {
    it(`run as they stand in ${file}`, async () => {
      const outcome = await runs.get(file)
      if (outcome instanceof Error) throw outcome
    })
  }

  describe('of gateways', () => {
    const FILE = 'docs/gateways.md'
    const settings = citySettings()
    const portal = new URL(settings.PLAZA_PUBLIC_URL!)
    let printed: string
    before(async () => {
      printed = String(await runs.get(FILE))
    })
    /** What an option of the command says that registers the gateway. */
    const given = (heading: string, option: string) =>
      new RegExp(`--${option} "?([^\\s"]+)`).exec(block(FILE, 'sh', heading))?.[1]

    it('agree with CoovaChilli’s configuration, which a shell reads', () => {
      const text = `${block(FILE, 'chilli', 'CoovaChilli').replaceAll('…', A_SECRET)}\nset`
      const read = execFileSync('sh', ['-euc', text], { encoding: 'utf8', env: {} })
      const found = [...read.matchAll(/^(HS_\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value])
      const values = Object.fromEntries(found)
      expect(printed).to.include(`\nHS_UAMALLOW="${values.HS_UAMALLOW}"\n`)
      expect(values).to.include({ HS_UAMSECRET: A_SECRET, HS_RADSECRET: A_SECRET, HS_COAPORT: DEFAULT_COA_PORT })
      expect(values.HS_NASID).to.equal(given('CoovaChilli', 'nas-identifier'))
      // What Plaza expects of a CoovaChilli, beyond what it is told.
      const on = { HS_MACAUTH: 'on', HS_MACREAUTH: 'on', HS_SWAPOCTETS: 'on', HS_UAMHOMEPAGE: 'none' }
      expect(values).to.include(on)
      expect(values.HS_UAMFORMAT).to.equal(`${portal.origin}/portal`)
    })

    it('agree with uspot’s configuration', () => {
      const values = Object.fromEntries(
        [...block(FILE, 'uspot', 'uspot').matchAll(/^option (\w+) '(.*?)'/gm)].map(([, name, value]) => [name, value]),
      )
      expect(values).to.include({ uam_server: `${portal.origin}/portal`, das_port: DEFAULT_COA_PORT, mac_auth: '1' })
      expect(values.nasid).to.equal(given('uspot', 'nas-identifier'))
      expect(given('uspot', 'login')).to.match(new RegExp(`:${values.uam_port}$`))
    })

    it('agree with RouterOS’s configuration', () => {
      const text = block(FILE, 'routeros', 'MikroTik RouterOS')
      const garden = /^\/ip hotspot walled-garden .*$/gm
      expect(text.match(garden)).to.deep.equal(printed.match(garden))
      expect(text).to.include(`/system identity set name=${given('MikroTik RouterOS', 'nas-identifier')}\n`)
      expect(text).to.include(`/radius incoming set accept=yes port=${DEFAULT_COA_PORT}\n`)
    })

    it('agree with openNDS’s configuration', () => {
      const text = block(FILE, 'uci', 'openNDS')
      const garden = /^list walledgarden_.*$/gm
      expect(text.match(garden)).to.deep.equal(printed.match(garden))
      const path = /^option faspath '(.*)\/\d+'$/m.exec(text)?.[1]
      expect(printed).to.match(new RegExp(`"kiosco-nds" is registered.* ${portal.origin}${path}/\\d+\n`))
      expect(text).to.match(new RegExp(`^option gatewayname '${given('openNDS', 'nas-identifier')}'`, 'm'))
      expect(text).to.match(new RegExp(`^option faskey '${given('openNDS', 'uam-secret')}'`, 'm'))
      expect(text)
        .to.match(/^config opennds\n/)
        .and.match(/^option login_option_enabled '0'/m)
      expect(text).to.include(`option fasremotefqdn '${portal.hostname}'\n`)
    })
  })
})
