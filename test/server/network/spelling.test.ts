import { expect } from 'chai'
import fc from 'fast-check'
import { folded, oneSpelling, tidy } from '../../../server/network/spelling.ts'

describe('spelling', () => {
  it('tidies ends, runs of spaces, line breaks and control characters', () => {
    expect(tidy('  SAN JOSE \r\n(AGUSTIN\u00a0\tLARA)_01\u0000 ')).to.equal('SAN JOSE (AGUSTIN LARA)_01')
  })

  it('composes accents that stand apart', () => {
    expect(tidy('Ma\u0301laga')).to.equal('M\u00e1laga')
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tidy(tidy(text))).to.equal(tidy(text))
      }),
    )
  })

  it('folds accents, case and punctuation, but no letters', () => {
    expect(folded('Gustavo A. Madero ')).to.equal(folded('GUSTAVO  A MADERO'))
    expect(folded('Álvaro Obregón')).to.equal('alvaro obregon')
    expect(folded('Iztacalco')).not.to.equal(folded('Iztapalapa'))
  })

  it('gives a name its official spelling, however rare', () => {
    const spell = oneSpelling(['Tláhuac'], ['TLAHUAC', 'TLAHUAC', 'Tlahuac'])
    expect(['TLAHUAC', 'Tlahuac', 'tláhuac'].map(spell)).to.deep.equal(['Tláhuac', 'Tláhuac', 'Tláhuac'])
  })

  it('gives a name its commonest spelling where none is official', () => {
    const spell = oneSpelling([], ['Coyoacan', 'Coyoacán', 'Coyoacán', 'Tlalpan'])
    expect(['Coyoacan', 'Coyoacán', 'Tlalpan'].map(spell)).to.deep.equal(['Coyoacán', 'Coyoacán', 'Tlalpan'])
  })

  it('does not depend on the order of equally common spellings', () => {
    expect(oneSpelling([], ['a b', 'A B'])('a b')).to.equal(oneSpelling([], ['A B', 'a b'])('a b'))
  })
})
