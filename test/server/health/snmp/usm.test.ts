import { expect } from 'chai'
import fc from 'fast-check'
import { authenticationKey, privacyKey } from '../../../../server/health/snmp/usm/keys.ts'
import { decrypt, encrypt } from '../../../../server/health/snmp/usm/privacy.ts'
import { authProtocols, privacyProtocols } from '../../../../server/network/tables.ts'

const engineId = Buffer.from('000000000000000000000002', 'hex')

describe('the keys of SNMP v3', () => {
  it('are those of RFC 3414 appendix A.3', () => {
    const key = (protocol: 'md5' | 'sha') => authenticationKey(protocol, 'maplesyrup', engineId).toString('hex')
    expect(key('md5')).to.equal('526f5eed9fcce26f8964c2930787d82b')
    expect(key('sha')).to.equal('6695febc9288e36282235fc7151f128497b38f3f')
  })

  it('are lengthened as in draft-reeder-snmpv3-usm-3desede-00 section B', () => {
    const key = privacyKey('aes256c', 'maplesyrup', 'md5', engineId).toString('hex')
    expect(key).to.equal('526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12')
  })

  it('begin alike and go on differently by Blumenthal and by Reeder', () => {
    const [ours, theirs] = [
      privacyKey('aes256', 'maplesyrup', 'sha', engineId),
      privacyKey('aes256c', 'maplesyrup', 'sha', engineId),
    ]
    expect(ours.subarray(0, 20)).to.deep.equal(theirs.subarray(0, 20))
    expect(ours.equals(theirs)).to.equal(false)
    expect(privacyKey('aes192', 'maplesyrup', 'sha', engineId)).to.deep.equal(ours.subarray(0, 24))
  })

  it('encrypt what they decrypt, by every protocol, and never twice alike', () => {
    const clock = { boots: 3, time: 1234 }
    for (const auth of authProtocols)
      for (const privacy of privacyProtocols) {
        const key = privacyKey(privacy, 'maplesyrup', auth, engineId)
        fc.assert(
          fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (given) => {
            const plain = Buffer.from(given)
            const [first, second] = [encrypt(privacy, key, clock, plain), encrypt(privacy, key, clock, plain)]
            expect(first.parameters.equals(second.parameters)).to.equal(false)
            const back = decrypt(privacy, key, clock, first.octets, first.parameters)
            // DES fills the last block up.
            expect(back.subarray(0, plain.length)).to.deep.equal(plain)
          }),
          { numRuns: 20 },
        )
      }
  })
})
