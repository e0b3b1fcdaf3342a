import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { pollByPlan } from '../../../server/health/poller/poll.ts'
import { discoverAgent } from '../../../server/health/profiles/discover.ts'
import { loadProfiles, ProfileError } from '../../../server/health/profiles/index.ts'
import { readProfile } from '../../../server/health/profiles/read-profile.ts'
import { recordedWalk, WalkError } from '../../../server/health/profiles/recorded-walk.ts'
import type { SnmpClient } from '../../../server/health/snmp/client.ts'
import { pollOf } from './polled.ts'

const kiosk = `name: kiosk
title: Kiosks
kind: access-point
from: capture
match:
  sysObjectID: 1.3.6.1.4.1.8072.3.2
  sysDescr: '^Kiosk'
clients: { column: 1.3.6.1.4.1.99999.7.1.3 }
`

/** The same agent, whose walks do not end. */
const cut = (client: SnmpClient): SnmpClient => ({
  ...client,
  walk: async (roots) => ({ ...(await client.walk(roots)), complete: false }),
})

/** What is said of a file that is none. */
function refusal(text: string): string {
  try {
    readProfile(text, 'kiosk.yaml')
  } catch (error) {
    expect(error).to.be.instanceOf(ProfileError)
    return (error as Error).message
  }
  return 'accepted'
}

describe('profiles', () => {
  it('are refused by file and line, all faults at once, with what is accepted', () => {
    expect(refusal(kiosk)).to.equal('accepted')
    const wrong = kiosk
      .replace('kind: access-point', 'kind: toaster')
      .replace("sysDescr: '^Kiosk'", 'sysdescr: Kiosk')
      .replace('1.3.6.1.4.1.99999.7.1.3 }', '.1.3.6.1 , colum: 7 }')
    const said = refusal(wrong).split('\n')
    expect(said).to.have.length(4)
    expect(said[0]).to.match(/^kiosk\.yaml:3: kind: must be access-point, cluster, controller, other$/)
    expect(said[1]).to.match(
      /^kiosk\.yaml:7: match\.sysdescr: unknown; here stand sysObjectID, sysDescr, product, present$/,
    )
    expect(said.slice(2).sort().join('\n')).to.match(/kiosk\.yaml:8: clients\.colum: unknown; here stand oid, column/)
    expect(said.slice(2).join('\n')).to.match(/kiosk\.yaml:8: clients\.column: must be an OID such as/)
  })

  for (const [what, change, line, says] of [
    ['a value of two sources', ['column: 1', 'oid: 1.3.6.1.2, column: 1'], 8, /exactly one of oid, column, count/],
    ['a pattern that is none', ["'^Kiosk'", "'^(Kiosk'"], 7, /must be a regular expression/],
    ['a name that is missing', ['name: kiosk\n', ''], 1, /name: missing/],
    [
      'a rule without conditions',
      ["sysObjectID: 1.3.6.1.4.1.8072.3.2\n  sysDescr: '^Kiosk'", '{}'],
      5,
      /at least one condition/,
    ],
    ['a number where an OID stands', ['column: 1.3.6.1.4.1.99999.7.1.3', 'column: 1.3'], 8, /column: must be a text$/m],
    [
      'an OID of numbers too large',
      ['column: 1.3.6.1.4.1.99999', 'column: 1.3.6.1.4.1.9999999999'],
      8,
      /must be an OID/,
    ],
    ['a number that begins no OID', ['column: 1.3', 'column: 9.3'], 8, /must be an OID/],
    ['a sysObjectID that is none', ['sysObjectID: 1.3', 'sysObjectID: 1.77'], 6, /must be a sysObjectID/],
    [
      'a sum of one',
      ['{ column: 1.3.6.1.4.1.99999.7.1.3 }', '{ sum: [{ oid: 1.3.6.1.2.1.1.1.0 }] }'],
      8,
      /sum: must be a list of at least 2$/m,
    ],
    ['what is no YAML', ['match:', 'match: ]'], 5, /./],
    ['a key given twice', ['title: Kiosks', 'title: Kiosks\ntitle: Others'], 3, /unique/i],
  ] as const) {
    it(`say where there is ${what}`, () => {
      const said = refusal(kiosk.replace(change[0], change[1]))
      expect(said).to.match(new RegExp(`^kiosk\\.yaml:${line}: `, 'm'))
      expect(said).to.match(says)
    })
  }

  describe('of a city', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'plaza-profiles-'))
    })
    afterEach(() => rmSync(folder, { recursive: true }))
    const put = (name: string, text: string) => writeFileSync(join(folder, name), text)

    const walk = (lines: string) =>
      recordedWalk(
        `.1.3.6.1.2.1.1.1.0 = STRING: Kiosk 3
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.8072.3.2.10
${lines}`,
        'walk.txt',
      )

    it('are read beside ours', async () => {
      put('kiosk.yaml', kiosk)
      const profiles = loadProfiles(folder)
      const { reading } = await discoverAgent(profiles, walk('.1.3.6.1.4.1.99999.7.1.3.1 = Gauge32: 4'))
      expect(reading).to.include({ profile: 'kiosk', clients: 4 })
      expect(profiles.files.get('kiosk')).to.equal(join(folder, 'kiosk.yaml'))
      expect(profiles.all.some(({ name }) => name === 'unifi')).to.equal(true)
    })

    it('stand in place of ours of the same name, and before ours that fit as well', async () => {
      put('unifi.yaml', kiosk.replace('name: kiosk', 'name: unifi'))
      put(
        'mine.yaml',
        kiosk.replace('name: kiosk', 'name: mine').replace("  sysDescr: '^Kiosk'\n", "  sysDescr: 'OpenWrt'\n"),
      )
      const profiles = loadProfiles(folder)
      expect(profiles.all.filter(({ name }) => name === 'unifi')).to.have.length(1)
      const openwrt = recordedWalk(
        '1.3.6.1.2.1.1.1.0|4|Linux OpenWrt\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
        'walk',
      )
      expect((await discoverAgent(profiles, openwrt)).reading.profile).to.equal('mine')
    })

    it('that are wrong, double or not there are said', () => {
      put('a.yaml', kiosk)
      put('b.yaml', kiosk)
      put('c.yaml', kiosk.replace('kind: access-point', 'kind: toaster'))
      expect(() => loadProfiles(folder)).to.throw(ProfileError, /b\.yaml: the name kiosk is that of a\.yaml too/)
      expect(() => loadProfiles(folder)).to.throw(ProfileError, /c\.yaml:3: kind/)
      expect(() => loadProfiles(join(folder, 'none'))).to.throw(
        ProfileError,
        /none: the folder of profiles cannot be read/,
      )
    })

    it('count negative counts as none, and a table of clients anew at each poll', async () => {
      put(
        'kiosk.yaml',
        kiosk.replace(
          '{ column: 1.3.6.1.4.1.99999.7.1.3 }',
          '[{ oid: 1.3.6.1.4.1.99999.1.0 }, { count: 1.3.6.1.4.1.99999.7.1.3 }]',
        ),
      )
      const profiles = loadProfiles(folder)
      const one = walk('.1.3.6.1.4.1.99999.1.0 = INTEGER: -1\n.1.3.6.1.4.1.99999.7.1.3.9 = STRING: "a"')
      const { reading, plan } = await discoverAgent(profiles, one)
      expect(reading.clients).to.equal(1)
      expect(plan.walks).to.deep.equal(['1.3.6.1.4.1.99999.7.1.3'])
      const two = walk('.1.3.6.1.4.1.99999.7.1.3.1 = STRING: "a"\n.1.3.6.1.4.1.99999.7.1.3.2 = STRING: "b"')
      expect((await pollOf(plan, two))?.clients).to.equal(2)
      expect((await pollOf(plan, walk('')))?.clients).to.equal(0)
    })

    it('take −1 without its sign for none too, of clients, load, memory and air', async () => {
      const radios = 'radios: { rows: 1.3.6.1.4.1.99999.8, utilisation: { column: 1.3.6.1.4.1.99999.8 } }'
      const load = 'load: { is: share, value: { oid: 1.3.6.1.4.1.99999.4.0, scale: 0.01 } }'
      const memory = 'memory: { percent: { oid: 1.3.6.1.4.1.99999.4.0 } }'
      put('kiosk.yaml', `${kiosk}${load}\n${memory}\n${radios}\n`)
      const told = ['7.1.3.1', '7.1.3.2', '4.0', '8.1'].map((end) => `.1.3.6.1.4.1.99999.${end} = Gauge32: 4294967295`)
      const { reading } = await discoverAgent(loadProfiles(folder), walk(told.join('\n')))
      expect(reading).to.include({ clients: null, load: null, memoryUsed: null })
      expect(reading.radios[0]).to.include({ utilisation: null })
      const one = [...told.slice(1), '.1.3.6.1.4.1.99999.7.1.3.1 = Gauge32: 4'].join('\n')
      expect((await discoverAgent(loadProfiles(folder), walk(one))).reading.clients).to.equal(4)
    })

    describe('with a table of clients', () => {
      const TABLE = '1.3.6.1.4.1.99999.7.1.3'
      const counting = (value: string) => {
        put('kiosk.yaml', kiosk.replace('{ column: 1.3.6.1.4.1.99999.7.1.3 }', value))
        return loadProfiles(folder)
      }
      const one = `.${TABLE}.9 = STRING: "a"`
      const MODEL = '.1.3.6.1.4.1.99999.2.0 = STRING: "K3"'
      const KINDS = '.1.3.6.1.4.1.99999.3.1.1 = STRING: "K3"'

      it('that is not there know of no clients, and count them once it has rows', async () => {
        const profiles = counting(`{ count: ${TABLE} }`)
        const { reading, plan } = await discoverAgent(profiles, walk(''))
        expect(reading.clients).to.equal(null)
        expect((await pollOf(plan, walk(one)))?.clients).to.equal(1)
        expect((await pollOf(plan, walk('')))?.clients).to.equal(null)
      })

      for (const [what, shown] of [
        ['an object', MODEL],
        ['a table', KINDS],
      ] as const) {
        it(`that is empty have no clients where ${what} of its MIB shows that it is there`, async () => {
          const profiles = counting(`{ count: ${TABLE}, present: [1.3.6.1.4.1.99999.2.0, 1.3.6.1.4.1.99999.3.1] }`)
          const { reading, plan } = await discoverAgent(profiles, walk(shown))
          expect(reading.clients).to.equal(0)
          expect((await pollOf(plan, walk(shown)))?.clients).to.equal(0)
          expect((await pollOf(plan, walk(`${shown}\n${one}`)))?.clients).to.equal(1)
          const absent = await discoverAgent(profiles, walk(''))
          expect(absent.reading.clients).to.equal(null)
          expect(absent.plan.walks, 'walked in vain at each poll').to.equal(undefined)
        })
      }

      it('count by another column though there was no row when the agent was discovered', async () => {
        const where = '{ column: 1.3.6.1.4.1.99999.7.1.4, equals: wlan }'
        const profiles = counting(`{ count: ${TABLE}, where: ${where}, present: 1.3.6.1.4.1.99999.2.0 }`)
        const { plan } = await discoverAgent(profiles, walk(MODEL))
        const rows = ['wlan', 'lan'].map((kind, row) => `.1.3.6.1.4.1.99999.7.1.4.${row} = STRING: "${kind}"`)
        const cells = rows.map((_, row) => `.${TABLE}.${row} = STRING: "a"`)
        expect((await pollOf(plan, walk([MODEL, ...cells, ...rows].join('\n'))))?.clients).to.equal(1)
      })

      it('that was not walked to its end know of no clients, and the agent is none the worse', async () => {
        const profiles = counting(`{ count: ${TABLE} }`)
        const { plan } = await discoverAgent(profiles, walk(one))
        expect(await pollByPlan(cut(walk(one)), { ...plan, named: null })).to.include({
          profile: 'kiosk',
          clients: null,
        })
      })

      it('say what shows that it is there of counts alone', () => {
        const said = refusal(kiosk.replace('{ column:', '{ present: 1.3.6.1.4.1.99999.2.0, column:'))
        expect(said).to.equal('kiosk.yaml:8: clients: must be without present, which stands with count alone')
      })
    })
  })
})

describe('recorded walks', () => {
  it('are read as snmprec and as snmpwalk -On prints them', async () => {
    const printed = recordedWalk(
      `.1.3.6.1.2.1.1.1.0 = STRING: "Linux \\"kiosk\\"
second line"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.9
.1.3.6.1.2.1.1.3.0 = Timeticks: (12345) 0:02:03.45
.1.3.6.1.2.1.2.2.1.8.1 = INTEGER: up(1)
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 02 00 5E 00
00 01
.1.3.6.1.2.1.4.20.1.1.1 = IpAddress: 10.0.0.1
.1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 18446744073709551615
.1.3.6.1.2.1.1.9.0 = ""
.1.3.6.1.2.1.1.10.0 = No Such Object available on this agent at this OID`,
      'walk',
    )
    const oids = ['1.1.0', '1.2.0', '1.3.0', '2.2.1.8.1', '2.2.1.6.1', '4.20.1.1.1', '31.1.1.1.6.1', '1.9.0', '1.10.0']
    const values = await printed.get(oids.map((oid) => `1.3.6.1.2.1.${oid}`))
    expect(
      [...values.values()].map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
    ).to.deep.equal([
      ...['Linux "kiosk"\nsecond line', '1.3.6.1.4.1.9', 12_345, 1, '\u0002\u0000^\u0000\u0000\u0001', '10.0.0.1'],
      ...[18_446_744_073_709_551_615n, ''],
    ])
    expect((await printed.next('1.3.6.1.2.1.1.9.0'))?.oid).to.equal('1.3.6.1.2.1.2.2.1.6.1')
    const recorded = recordedWalk('1.3.6.1.9.10.1|4x|00ff\n1.3.6.1.9.9.1|2|5\n1.3.6.1.9.9.2|70|7', 'walk')
    expect((await recorded.walk(['1.3.6.1.9.9'])).values.get('1.3.6.1.9.9')).to.deep.equal(
      new Map<string, number | bigint>([
        ['1', 5],
        ['2', 7n],
      ]),
    )
  })

  const valuesIn = async (text: string) =>
    Object.fromEntries(
      [...(await recordedWalk(text, 'walk').walk(['1.3'])).values.get('1.3')!].map(([oid, value]) => [
        oid,
        Buffer.isBuffer(value) ? value.toString('latin1') : value,
      ]),
    )

  it('are read with iso for 1, units, wrong types, line breaks in texts, and what an agent had not', async () => {
    const text = [
      '\uFEFFiso.3.6.1.1.0 = STRING: "first line',
      '',
      '# of three"',
      '.iso.3.6.1.2.0 = OID: iso.3.6.1.4.1.8072.3.2.10',
      '.1.3.6.1.3.0 = Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 12 percent',
      '.1.3.6.1.4.0 = STRING: Cisco IOS Software',
      'Compiled Tue 02-Apr-24',
      '.1.3.6.1.5.0 = Hex-STRING: 02 00 5E 00 ',
      '00 01 ',
      '.1.3.6.1.6.0 = Opaque: Float: 0.25',
      '.1.3.6.1.7.0 = No Such Instance currently exists at this OID',
      '.1.3.6.1.8.0 = 4711',
      '.1.3.6.1.9.0 = Network Address: 0A:00:00:01',
      '.1.3.6.1.10.0 = INTEGER: unknown',
      '.1.3.6.1.11.0 = No more variables left in this MIB View (It is past the end of the MIB tree)',
      'End of MIB',
      '',
    ].join('\r\n')
    expect(await valuesIn(text)).to.deep.equal({
      '6.1.1.0': 'first line\n\n# of three',
      '6.1.2.0': '1.3.6.1.4.1.8072.3.2.10',
      '6.1.3.0': 12,
      '6.1.4.0': 'Cisco IOS Software\nCompiled Tue 02-Apr-24',
      '6.1.5.0': '\u0002\u0000^\u0000\u0000\u0001',
      '6.1.6.0': 0.25,
      '6.1.8.0': 4711,
      '6.1.9.0': '10.0.0.1',
    })
  })

  it('are read with quick values where those are sure', async () => {
    const text = `.1.3.6.1.1.0 = "kiosk"
.1.3.6.1.2.0 = .1.3.6.1.4.1.9
.1.3.6.1.3.0 = 1:0:02:03.45
.1.3.6.1.4.0 = "02 00 5E 00 00 01 "
.1.3.6.1.5.0 = -71`
    expect(await valuesIn(text)).to.deep.equal({
      '6.1.1.0': 'kiosk',
      '6.1.2.0': '1.3.6.1.4.1.9',
      '6.1.3.0': 8_652_345,
      '6.1.4.0': '\u0002\u0000^\u0000\u0000\u0001',
      '6.1.5.0': -71,
    })
  })

  it('are read as snmprec of every type, with escaped texts and types in hexadecimal', async () => {
    const text = `1.3.6.1.1.0|4e|two\\nlines \\x41
.1.3.6.1.2.0|64x|0a000001
1.3.6.1.3.0|41|7
1.3.6.1.4.0|46|9
1.3.6.1.5.0|64|10.0.0.2
1.3.6.1.6.0|5|
1.3.6.1.7.0|129|
1.3.6.1.8.0|4x|0200 5E`
    expect(await valuesIn(text)).to.deep.equal({
      '6.1.1.0': 'two\nlines A',
      '6.1.2.0': '10.0.0.1',
      '6.1.3.0': 7,
      '6.1.4.0': 9n,
      '6.1.5.0': '10.0.0.2',
      '6.1.8.0': '\u0002\u0000^',
    })
  })

  const first = '.1.3.6.1.2.1.1.1.0 = STRING: kiosk\n'
  for (const [what, text, says] of [
    ['names', `${first}IF-MIB::ifDescr.1 = STRING: eth0`, /^a:2: IF-MIB::ifDescr\.1 is a name: .*snmpwalk -On/],
    ['full names', '.iso.org.dod.internet.mgmt.mib-2.system.sysDescr.0 = STRING: x', /^a:1: .* is a name/],
    [
      'names of what values mean',
      `${first}.1.3.6.1.2.1.1.2.0 = OID: NET-SNMP-MIB::netSnmpAgentOIDs.10`,
      /^a:2: .*name/,
    ],
    ['texts without a type', '.1.3.6.1.2.1.1.1.0 = Linux kiosk', /^a:1: Linux kiosk has no type/],
    ['values without =', '.1.3.6.1.2.1.1.1.0 Linux kiosk', /^a:1: is neither/],
    ['an end before its end', `${first}Timeout: No Response from 10.0.0.1`, /^a:2: the walk broke off: Timeout/],
    ['a text amid numbers', '.1.3.6.1.1.0 = INTEGER: 1\nnonsense', /^a:2: is neither/],
    ['a variation', '1.3.6.1.1.0|67:numeric|rate=100', /^a:1: the type 67:numeric is none: a variation/],
    ['an unknown type', '1.3.6.1.1.0|99|1', /^a:1: the type 99/],
    ['wrong hexadecimals', '1.3.6.1.1.0|4x|0g', /^a:1: 0g is no hexadecimal/],
  ] as const) {
    it(`with ${what} are refused by line`, () => {
      expect(() => recordedWalk(text, 'a')).to.throw(WalkError, says)
    })
  }

  it('that are anything else never do more than refuse (property)', () => {
    const piece = fc.constantFrom(
      ...[
        '.1.3.6.1',
        'iso.3.6',
        ' = ',
        'STRING: ',
        '"',
        'Hex-STRING: ',
        '00 ',
        '|',
        '4x',
        '4e',
        '70',
        '\\',
        '\\x',
        '\n',
      ],
      ...['INTEGER: ', 'Counter64: ', 'OID: ', '-1', '(', ')', 'é', '\u0000', 'IF-MIB::x', '0:0:1:2.33', 'Opaque: '],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          recordedWalk(pieces.join(''), 'a')
        } catch (error) {
          expect(error).to.be.instanceOf(WalkError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('that are none are refused by file and line', () => {
    expect(() => recordedWalk('1.3.6.1.2.1.1.1.0|4|x\nnonsense', 'a.snmprec')).to.throw(WalkError, /a\.snmprec:2: /)
    expect(() => recordedWalk('Timeout: No Response from 10.0.0.1.', 'a.txt')).to.throw(WalkError, /a\.txt:1: /)
    expect(() => recordedWalk('', 'a.txt')).to.throw(WalkError, /holds no object/)
  })
})
