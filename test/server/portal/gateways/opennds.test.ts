import { createCipheriv, createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Gateway } from '../../../../server/network/gateways/gateways.ts'
import {
  grantToken,
  isOpened,
  isVouched,
  loginOrigins,
  open,
  readVisit,
} from '../../../../server/portal/gateways/dialects.ts'
import { isGatewayHash, readFas, rhidOf } from '../../../../server/portal/gateways/makes/opennds.ts'
import { Problem } from '../../../../server/portal/problems/problem.ts'

const FASKEY = '0123456789abcdef0123456789abcdef'
const HID = createHash('sha256').update('1a2b3c4d').digest('hex')
const IV = '0f1e2d3c4b5a6978'
const limits = { sessionSeconds: 60, idleSeconds: 60, interimSeconds: 60, upBps: null, downBps: null, octets: null }

const pairs = {
  hid: HID,
  clientip: '192.168.8.23',
  clientmac: '0a:00:00:00:00:07',
  gatewayname: 'nds%201',
  gatewayaddress: '192.168.8.1:2050',
  gatewaymac: '02005e000001',
  originurl: 'http%3a%2f%2fnoticias.example%2fhoy%3fa%3d1%2c%20b',
}

const textOf = (change: Record<string, string> = {}) =>
  Object.entries({ ...pairs, ...change })
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
const plain = (text: string) => Buffer.from(text).toString('base64')
function encrypted(text: string, key = FASKEY): string {
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key.padEnd(32, '\0')), Buffer.from(IV))
  return plain(Buffer.concat([cipher.update(text), cipher.final()]).toString('base64'))
}

const level12 = {
  id: 7,
  name: 'nds-1',
  vendor: 'opennds',
  loginOrigins: ['http://192.168.8.1:2050'],
  uamSecret: FASKEY,
}
const level3 = { ...level12, loginOrigins: [] as string[] }

function visit(query: Record<string, string>, known: object = level12, gatewayId: number | undefined = 7) {
  const gateway = known as Gateway
  return readVisit({
    rawQuery: new URLSearchParams(query).toString(),
    portalUrl: 'https://wifi.example/portal',
    gatewayId,
    registry: {
      gatewayByNasIdentifier: () => undefined,
      hotspotByMac: () => undefined,
      hotspotOf: () => ({ id: 1, name: 'Kiosco', gatewayId: 7, called: '02:00:5e:00:00:01' }),
      gateway: (id) => (id === 7 ? gateway : undefined),
    },
    now: 1_000_000,
  })
}

function arrival(...args: Parameters<typeof visit>) {
  const arrived = visit(...args)
  if (arrived.event !== 'start' || !isOpened(arrived.arrival)) throw new Error(arrived.event)
  return arrived.arrival
}

function problemOf(...args: Parameters<typeof visit>): string | undefined {
  try {
    visit(...args)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.kind
    throw error
  }
}

describe('openNDS', () => {
  it('gets back SHA-256 of hid and faskey', () => {
    expect(rhidOf(HID, FASKEY)).to.equal('c5451ab7928a4ce4e1525ffd0e194f52be75540787e15486d97b58f7c6c8b7c8')
  })

  it('is answered through the browser at level 1, and its word for the device is not taken', async () => {
    for (const query of [{ fas: plain(textOf()) }, { ...pairs, redir: 'http://noticias.example/' }]) {
      const arrived = arrival(query)
      expect(arrived).to.include({ deviceMac: '0a:00:00:00:00:07', arrivedAt: 1_000_000 })
      expect(isVouched(arrived)).to.equal(false)
      const url = new URL(await open(arrived, limits, 'https://wifi.example/portal/done'))
      expect(url.origin + url.pathname).to.equal('http://192.168.8.1:2050/opennds_auth/')
      expect([...url.searchParams]).to.deep.equal([
        ['tok', rhidOf(HID, FASKEY)],
        ['redir', 'https://wifi.example/portal/done'],
      ])
      expect(loginOrigins(arrived)).to.deep.equal(['http://192.168.8.1:2050'])
      expect(grantToken(arrived)).to.equal(undefined)
    }
  })

  it('is answered through the browser at level 2, and its word is taken, for it is encrypted', () => {
    const arrived = arrival({ fas: encrypted(textOf()), iv: IV })
    expect(isVouched(arrived)).to.equal(true)
    expect(arrived.wantedUrl).to.equal('http://noticias.example/hoy?a=1,%20b')
    expect(arrived.hotspot?.name).to.equal('Kiosco')
    expect(JSON.stringify(arrived.reply)).to.not.include(FASKEY)
  })

  it('fetches its grant by the rhid at level 3, which is that of a gateway without a login origin', async () => {
    const arrived = arrival({ fas: encrypted(textOf()), iv: IV }, level3)
    expect(grantToken(arrived)).to.equal(rhidOf(HID, FASKEY))
    expect(await open(arrived, limits, 'https://wifi.example/portal/done')).to.equal('/portal/opening')
    expect(loginOrigins(arrived)).to.deep.equal([])
    expect(problemOf({ fas: plain(textOf()) }, level3), 'not encrypted').to.equal('forged')
  })

  it('is not believed when another key, another hand or another address is in it', () => {
    expect(problemOf({ fas: encrypted(textOf(), 'another key'), iv: IV })).to.equal('forged')
    const changed = Buffer.from(encrypted(textOf()), 'base64').toString('latin1')
    const octets = Buffer.from(changed, 'base64')
    octets[3]! ^= 1
    expect(problemOf({ fas: plain(octets.toString('base64')), iv: IV })).to.equal('forged')
    expect(problemOf({ fas: encrypted(textOf()), iv: 'short' })).to.equal('forged')
    expect(problemOf({ fas: encrypted(textOf({ gatewayaddress: 'evil.example' })), iv: IV })).to.equal('forged')
    expect(problemOf({ fas: encrypted(textOf({ clientmac: 'none' })), iv: IV })).to.equal('missing')
    expect(problemOf({ fas: encrypted(`${textOf()}, hid=${HID}`), iv: IV })).to.equal('doubled')
    expect(problemOf({ fas: plain('hid=1') })).to.equal('forged')
    expect(problemOf({ fas: plain(textOf()) }, { ...level12, uamSecret: null })).to.equal('forged')
    expect(problemOf({ fas: plain(textOf()) }, { ...level12, vendor: 'unifi' })).to.equal('unknown-hotspot')
    expect(problemOf({ fas: plain(textOf()) }, level12, 8)).to.equal('unknown-hotspot')
    expect(problemOf({ fas: plain(textOf()) }, level12, 0)).to.equal('unknown-hotspot')
  })

  it('says that a device is online', () => {
    expect(visit({ clientip: '192.168.8.23', gatewayname: 'nds%201', status: 'authenticated' }).event).to.equal(
      'online',
    )
  })

  it('is known by the hash of its name, encoded as the gateway does', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(isGatewayHash('nds 1', hash('nds%201'))).to.equal(true)
    expect(isGatewayHash("Ñandú's (1)", hash('%C3%91and%C3%BA%27s%20%281%29'))).to.equal(true)
    // As the daemon of openNDS 10 and 11 writes it.
    expect(isGatewayHash('Jardín: 7', hash('Jard%c3%adn%3a%207'))).to.equal(true)
    expect(isGatewayHash("Ñandú's (1)", hash('%c3%91and%c3%ba%27s%20%281%29'))).to.equal(true)
    for (const wrong of [hash('nds 1'), '', 'x', hash('nds%201').toUpperCase()]) {
      expect(isGatewayHash('nds 1', wrong), wrong).to.equal(false)
    }
  })

  it('never ends in anything but a page, whatever is in the query', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (fas, iv, asBase64) => {
        try {
          readFas(asBase64 ? plain(fas) : fas, iv, FASKEY)
        } catch (error) {
          expect(error).to.be.instanceOf(Problem)
        }
      }),
    )
  })
})
