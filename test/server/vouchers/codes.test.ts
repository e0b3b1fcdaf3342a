import { expect } from 'chai'
import fc from 'fast-check'
import { makeCode, readCode } from '../../../server/vouchers/codes.ts'

describe('codes of vouchers', () => {
  it('have twelve signs in groups of four, none of which is taken for another', () => {
    for (let made = 0; made < 500; made++) expect(makeCode()).to.match(/^([CDFHJKMNPQRTWXY34679]{4}(-|$)){3}$/)
  })

  it('are read however they are typed', () => {
    const code = makeCode()
    const plain = code.replaceAll('-', '')
    const spellings = [
      code,
      plain,
      code.toLowerCase(),
      plain.replace(/(.{3})/g, '$1 '),
      ` ${code.replaceAll('-', '–')}\n`,
    ]
    for (const spelling of spellings) expect(readCode(spelling), spelling).to.equal(plain)
  })

  it('are none where something else is typed', () => {
    for (const text of ['', 'CDFH-JKMN-PQR', 'CDFH-JKMN-PQRTW', 'CDFH-JKMN-PQR0', 'ÑDFH-JKMN-PQRT', 'C'.repeat(1000)])
      expect(readCode(text), text).to.equal(undefined)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const code = readCode(text)
        return code === undefined || /^[CDFHJKMNPQRTWXY34679]{12}$/.test(code)
      }),
    )
  })
})
