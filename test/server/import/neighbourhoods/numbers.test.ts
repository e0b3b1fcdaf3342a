import { expect } from 'chai'
import { numberForm } from '../../../../server/import/neighbourhoods/numbers.ts'

const whole = { plain: false, whole: true, most: 1e8 }
const share = { plain: false, whole: false, most: 100 }
const read = (texts: string[], options: Parameters<typeof numberForm>[1]) => {
  const form = numberForm(texts, options)
  return typeof form === 'function' ? texts.map(form) : form.ambiguous
}

describe('the numbers of a column', () => {
  it('are read as the column writes them', () => {
    expect(read(['3,183', '950', '12,004', '1,234,567'], whole)).to.deep.equal([3183, 950, 12_004, 1_234_567])
    expect(read(['3.183', '950', '12.004'], whole)).to.deep.equal([3183, 950, 12_004])
    expect(read(['3 183', '12\u202f004', "1'234", '7'], whole)).to.deep.equal([3183, 12_004, 1234, 7])
    expect(read(['1234.0', '0.0', '950.0'], whole)).to.deep.equal([1234, 0, 950])
    expect(read(['16.5 %', '3%', '16.512'], share)).to.deep.equal([16.5, 3, 16.512])
    expect(read(['12,5', '3', '0,125', '3,125'], share)).to.deep.equal([12.5, 3, 0.125, 3.125])
    expect(read(['16.512', '20.125'], share)).to.deep.equal([16.512, 20.125])
    expect(read(['1.234,5', '12,25'], whole)).to.deep.equal([1234.5, 12.25])
  })

  it('that are numbers in the file have no thousands', () => {
    expect(read(['3.183', '12.004'], { ...whole, plain: true })).to.deep.equal([3.183, 12.004])
  })

  it('are refused where they may be one or the other', () => {
    expect(read(['1.234', '1,234'], whole)).to.match(/may be thousands or decimals/)
    expect(read(['12.5', '12,5'], whole)).to.match(/decimals and others thousands/)
    expect(read(['3,183', '4500'], whole)).to.match(/"3,183" may be/)
  })

  it('are none where they are none', () => {
    expect(read(['many', '1,2,3', '--', '12a', '3,183'], whole)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
      3183,
    ])
  })
})
