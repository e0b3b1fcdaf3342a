import { expect } from 'chai'
import fc from 'fast-check'
import { chapPassword, decodeOctal, handOver } from '../../../../server/portal/gateways/makes/mikrotik.ts'

const CHALLENGE = 'ef0dd80b119c65a5c3ab62a65b7dfdce'
const PRINTED = '\\357\\015\\330\\013\\021\\234\\145\\245\\303\\253\\142\\246\\133\\175\\375\\316'
const reply = { dialect: 'mikrotik' as const, loginUrl: 'http://10.5.50.1/login' }
const ticket = { username: 't-1', password: 'pass' }
const DONE = 'https://wifi.example/portal/done'

// The expected hashes come from Python's hashlib, by the formula of the RouterOS manual.
describe('MikroTik', () => {
  it('prints octets as backslash and three octal digits', () => {
    expect(decodeOctal('\\371')?.toString('hex')).to.equal('f9')
    expect(decodeOctal(PRINTED)?.toString('hex')).to.equal(CHALLENGE)
    expect(decodeOctal('\\000\\377')?.toString('hex')).to.equal('00ff')
    expect(decodeOctal('')?.length).to.equal(0)
  })

  it('may print some octets as the character, with a backslash before those that JavaScript escapes', () => {
    expect(decodeOctal('a\\101~')?.toString('latin1')).to.equal('aA~')
    expect(decodeOctal('\\\\\\"')?.toString('latin1')).to.equal('\\"')
    expect(decodeOctal('\u00ff')?.toString('hex')).to.equal('ff')
  })

  it('prints nothing else', () => {
    for (const text of ['\\4', '\\400', '\\37', '\\', 'ĸ', '\\ĸ', '\u{1f511}']) {
      expect(decodeOctal(text), text).to.equal(undefined)
    }
  })

  it('can print any octets', () => {
    const print = (octets: Uint8Array) => [...octets].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        expect([...decodeOctal(print(octets))!]).to.deep.equal([...octets])
      }),
    )
  })

  it('gets as password MD5 of chap-id, password and chap-challenge', () => {
    expect(chapPassword({ id: 'f9', challenge: CHALLENGE }, 'pass')).to.equal('27d17e7d52be44a3869d1a70f925bd9f')
  })

  it('gets the ticket in a form: hashed with http-chap, as it is with http-pap', () => {
    const fields = { username: 't-1', dst: DONE, popup: 'false' }
    const chap = { id: 'f9', challenge: CHALLENGE }
    expect(handOver({ ...reply, chap }, ticket, DONE)).to.deep.equal({
      form: { action: reply.loginUrl, fields: { ...fields, password: '27d17e7d52be44a3869d1a70f925bd9f' } },
    })
    expect(handOver(reply, ticket, DONE)).to.deep.equal({
      form: { action: reply.loginUrl, fields: { ...fields, password: 'pass' } },
    })
  })
})
