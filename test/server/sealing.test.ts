import { expect } from 'chai'
import fc from 'fast-check'
import { createSealer } from '../../server/sealing.ts'

const sealer = createSealer('a secret of more than thirty-two characters')

describe('sealing', () => {
  it('opens what it sealed', () => {
    fc.assert(fc.property(fc.string(), (text) => sealer.open(sealer.seal(text, 'test'), 'test') === text))
  })

  it('refuses a value sealed for another purpose, with another secret, or changed', () => {
    const sealed = sealer.seal('xyzzy', 'gateway-secret')
    const changed = Buffer.from(sealed)
    changed[14]! ^= 1
    expect(() => sealer.open(sealed, 'cookie')).to.throw(/does not open/)
    expect(() => createSealer('x'.repeat(32)).open(sealed, 'gateway-secret')).to.throw(/PLAZA_SECRET changed/)
    expect(() => sealer.open(changed, 'gateway-secret')).to.throw(/does not open/)
    expect(() => sealer.open(Buffer.alloc(3), 'gateway-secret')).to.throw(/does not open/)
  })

  it('seals the same value differently each time, and gives the same pseudonym each time', () => {
    expect(sealer.seal('a', 'test')).to.not.deep.equal(sealer.seal('a', 'test'))
    expect(sealer.pseudonym('a', 'mac')).to.equal(sealer.pseudonym('a', 'mac'))
    expect(sealer.pseudonym('a', 'mac')).to.not.equal(sealer.pseudonym('a', 'ip'))
  })
})
