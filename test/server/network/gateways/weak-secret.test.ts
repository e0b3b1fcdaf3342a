import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { isWellKnown, weaknessOf } from '../../../../server/network/gateways/weak-secret.ts'

describe('a shared secret', () => {
  it('is weak where it is short, a pattern, or in everybody’s documents', () => {
    expect(weaknessOf('kR7!pq2Zx9$mL4v')).to.include('shorter than 16')
    expect(weaknessOf('abababababababababab')).to.include('different characters')
    for (const known of ['testing123', 'Testing-123', 'testing123testing123', 'ht2eb8ej6s4et3rg1ulp', 'sharedsecret']) {
      expect(weaknessOf(known), known).to.equal('it is well known')
      expect(isWellKnown(known), known).to.equal(true)
    }
  })

  it('is good where it is made by chance', () => {
    for (let at = 0; at < 200; at++)
      for (const secret of [randomBytes(24).toString('base64url'), randomBytes(16).toString('hex')])
        expect(weaknessOf(secret), secret).to.equal(undefined)
    expect(weaknessOf('una frase que nadie más dice')).to.equal(undefined)
  })
})
