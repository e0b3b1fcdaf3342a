import { createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Arrival } from '../../../../server/portal/arrival/arrival.ts'
import { readVisit } from '../../../../server/portal/gateways/dialects.ts'
import { chapResponse, handOver, isSigned, renewal } from '../../../../server/portal/gateways/makes/coovachilli.ts'

const CHALLENGE = '000102030405060708090a0b0c0d0e0f'
const PORTAL = 'http://portal.example/uam'
const QUERY = 'res=notyet&uamip=10.1.0.1&uamport=3990'
const MD = '7CC97287973AE3F86BBFC2EB6DED9025'
const reply = { dialect: 'coovachilli' as const, origin: 'http://10.1.0.1:3990', challenge: CHALLENGE }
const gateway = { uamSecret: 'uamsecret' } as Arrival['gateway']

// The expected values come from Python's hashlib, by the formulas of coova-chilli's src/redir.c.
describe('CoovaChilli', () => {
  it('gets the CHAP response to the challenge hashed with uamsecret', () => {
    expect(chapResponse(CHALLENGE, 'uamsecret', 'otp-1234567')).to.equal('3c5a6ee6f28ed882370e4ddfcebfeedb')
  })

  it('gets the CHAP response to the challenge itself where there is no uamsecret', () => {
    expect(chapResponse(CHALLENGE, null, 'otp-1234567')).to.equal('14fa53ea3fea2ae447aeeca529c66272')
  })

  it('is led to /logon with user name, response and the wanted address, and nothing else', () => {
    const ticket = { username: 't-1', password: 'otp-1234567' }
    const wantedUrl = 'http://noticias.example/?a=1&b=ñ'
    expect(handOver({ gateway, wantedUrl }, reply, ticket)).to.deep.equal({
      redirect:
        'http://10.1.0.1:3990/logon?username=t-1&response=3c5a6ee6f28ed882370e4ddfcebfeedb&userurl=http%3A%2F%2Fnoticias.example%2F%3Fa%3D1%26b%3D%C3%B1',
    })
    expect(handOver({ gateway, wantedUrl: undefined }, reply, ticket)).to.deep.equal({
      redirect: 'http://10.1.0.1:3990/logon?username=t-1&response=3c5a6ee6f28ed882370e4ddfcebfeedb&userurl=',
    })
  })

  it('has signed a redirect whose md is MD5 of the address and uamsecret, in letters of either case', () => {
    expect(isSigned(PORTAL, `${QUERY}&md=${MD}`, 'uamsecret')).to.equal(true)
    expect(isSigned(PORTAL, `${QUERY}&md=${MD.toLowerCase()}`, 'uamsecret')).to.equal(true)
  })

  it('has signed a redirect to the portal with a slash at its end', () => {
    const md = createHash('md5').update(`${PORTAL}/?${QUERY}uamsecret`).digest('hex')
    expect(isSigned(PORTAL, `${QUERY}&md=${md}`, 'uamsecret')).to.equal(true)
    expect(isSigned(`${PORTAL}/x`, `${QUERY}&md=${md}`, 'uamsecret')).to.equal(false)
  })

  it('has not signed what came from another portal, another secret, without md, or with something after it', () => {
    expect(isSigned('http://portal.example/other', `${QUERY}&md=${MD}`, 'uamsecret')).to.equal(false)
    expect(isSigned(PORTAL, `${QUERY}&md=${MD}`, 'uamsecreT')).to.equal(false)
    expect(isSigned(PORTAL, QUERY, 'uamsecret')).to.equal(false)
    expect(isSigned(PORTAL, '', 'uamsecret')).to.equal(false)
    expect(isSigned(PORTAL, `${QUERY}&md=${MD}0`, 'uamsecret')).to.equal(false)
    expect(isSigned(PORTAL, `${QUERY}&md=${MD}&a=1`, 'uamsecret')).to.equal(false)
  })

  it('has not signed a redirect of which any one character was changed', () => {
    const signed = `${QUERY}&md=${MD}`
    const change = fc.tuple(fc.nat(signed.length - 1), fc.constantFrom(...'0123456789ABCDEFxyz&=%.'))
    fc.assert(
      fc.property(change, ([position, character]) => {
        fc.pre(signed[position]!.toLowerCase() !== character.toLowerCase())
        return !isSigned(PORTAL, signed.slice(0, position) + character + signed.slice(position + 1), 'uamsecret')
      }),
    )
  })

  it('is not asked for a challenge where it is uspot, which has no /prelogin and whose challenge stays', () => {
    const arrival = { arrivedAt: 0, gateway: { vendor: 'uspot' } } as Arrival
    expect(renewal(arrival, reply, 86_400_000)).to.equal(undefined)
  })

  it('has a page to begin anew at where it is uspot: that of its web, not of the port that takes logins', () => {
    const uspot = { id: 7, vendor: 'uspot', uamSecret: null, loginOrigins: ['http://10.4.0.1:3990'] }
    const rawQuery = 'res=logoff&uamip=10.4.0.1&uamport=3990&nasid=jardin-us&mac=0A-00-00-00-00-07'
    const registry = {
      gatewayByNasIdentifier: () => uspot as unknown as Arrival['gateway'],
      hotspotByMac: () => undefined,
      hotspotOf: () => undefined,
      gateway: () => undefined,
    }
    const visit = readVisit({ rawQuery, portalUrl: PORTAL, registry, now: 0 })
    expect(visit).to.deep.equal({ event: 'left', againUrl: 'http://10.4.0.1/hotspot' })
  })

  it('is asked for a new challenge after nine minutes, before its ten are over', () => {
    const arrival = { arrivedAt: 1_000_000, wantedUrl: 'http://a.example/?b=c', gateway } as Arrival
    expect(renewal(arrival, reply, 1_000_000 + 540_000)).to.equal(undefined)
    expect(renewal(arrival, reply, 1_000_000 + 540_001)).to.equal(
      'http://10.1.0.1:3990/prelogin?userurl=http%3A%2F%2Fa.example%2F%3Fb%3Dc',
    )
  })
})
