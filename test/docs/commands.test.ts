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

describe('the commands in the documents', () => {
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

    /** What was printed, whatever number the gateway has there. */
    const anyNumber = (text: string) => text.replaceAll(/(\/portal\/opennds)\/\d+/g, '$1/N')

    for (const [heading, language] of [
      ['CoovaChilli', 'chilli'],
      ['uspot', 'uspot'],
      ['MikroTik RouterOS', 'routeros'],
      ['openNDS', 'uci'],
      ['Cisco AireOS and Catalyst 9800', 'settings'],
      ['Aruba Instant, Instant On, controllers', 'settings'],
      ['Ruckus ZoneDirector, Unleashed, SmartZone', 'settings'],
      ['Cisco Meraki, sign-on splash page', 'settings'],
      ['Cambium cnPilot', 'settings'],
      ['Ubiquiti UniFi', 'settings'],
      ['TP-Link Omada', 'settings'],
    ] as const)
      it(`print what the document says is set at ${heading}`, () => {
        expect(anyNumber(printed)).to.include(anyNumber(block(FILE, language, heading)))
      })

    it('print for CoovaChilli what a shell reads, and what Plaza expects of it', () => {
      const text = `${block(FILE, 'chilli', 'CoovaChilli').replaceAll('…', A_SECRET)}\nset`
      const read = execFileSync('sh', ['-euc', text], { encoding: 'utf8', env: {} })
      const values = Object.fromEntries(
        [...read.matchAll(/^(HS_\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]),
      )
      expect(values).to.include({ HS_UAMSECRET: A_SECRET, HS_RADSECRET: A_SECRET, HS_COAPORT: DEFAULT_COA_PORT })
      expect(values).to.include({
        HS_NASID: given('CoovaChilli', 'nas-identifier'),
        HS_UAMFORMAT: `${portal.origin}/portal`,
      })
      const on = { HS_MACAUTH: 'on', HS_MACREAUTH: 'on', HS_SWAPOCTETS: 'on', HS_UAMHOMEPAGE: 'none' }
      expect(values).to.include(on)
    })

    it('print for uspot and openNDS what Plaza expects of them', () => {
      const options = (language: string, heading: string) =>
        Object.fromEntries(
          [...block(FILE, language, heading).matchAll(/^option (\w+) '(.*?)'/gm)].map(([, name, value]) => [
            name,
            value,
          ]),
        )
      const us = options('uspot', 'uspot')
      expect(us).to.include({ uam_server: `${portal.origin}/portal`, das_port: DEFAULT_COA_PORT, mac_auth: '1' })
      expect(given('uspot', 'login')).to.match(new RegExp(`:${us.uam_port}$`))
      const nds = options('uci', 'openNDS')
      expect(nds).to.include({ login_option_enabled: '0', fas_secure_enabled: '3', fasremotefqdn: portal.hostname })
      expect(nds.gatewayname).to.equal(given('openNDS', 'nas-identifier'))
    })
  })
})
