import { expect } from 'chai'
import { codeTyped, deviceTyped } from '../../dashboard/src/search/typed.ts'
import { readHelpCode, shownHelpCode } from '../../server/access/help-cases/help-cases.ts'
import { parseMac } from '../../server/mac.ts'

describe('what is typed into the search', () => {
  it('is a device’s address in every spelling that the server reads, and in no other', () => {
    for (const text of [
      'aa:bb:cc:dd:ee:0f',
      'AA-BB-CC-DD-EE-0F',
      'aabb.ccdd.ee0f',
      'aabbccddee0f',
      ' aa:bb:cc:dd:ee:0f ',
    ]) {
      expect(deviceTyped(text), text).to.equal('aa:bb:cc:dd:ee:0f')
      expect(parseMac(text.trim()), text).to.equal('aa:bb:cc:dd:ee:0f')
    }
    for (const text of ['', 'aa:bb', 'plaza', 'aa:bb:cc:dd:ee:0f:11', '19.41 -99.15', 'Deca Cafe'])
      expect(deviceTyped(text), text).to.equal(undefined)
  })

  it('is a help code as the portal shows them, and no word is one', () => {
    for (const text of ['7K2M-9PXQ', '7k2m9pxq', '7k2m 9pxq', 'BCDF-GHJK'.replace('B', 'C')]) {
      const code = readHelpCode(text)
      expect(codeTyped(text), text).to.equal(code && shownHelpCode(code))
      expect(code, text).to.be.a('string')
    }
    for (const text of ['jardines', 'estacion', '', 'CDFG', '0000-0000'])
      expect(codeTyped(text), text).to.equal(undefined)
  })
})
