import { expect } from 'chai'
import { type RejectReason, rejectReasons } from '../../../../server/access/decide.ts'
import { replyMessage } from '../../../../server/access/reply/reply-messages.ts'
import { en } from '../../../../server/languages/en.ts'
import { es } from '../../../../server/languages/es.ts'
import { addLanguage } from '../../../../server/languages/language.ts'

const reasons = Object.keys(rejectReasons) as RejectReason[]

describe('what a gateway shows of a refusal', () => {
  it('is in Spanish and English, and fits one attribute', () => {
    for (const reason of reasons) {
      const [first, second, ...more] = replyMessage(reason).split(' / ')
      expect(Object.values(es), reason).to.include(first)
      expect(Object.values(en), reason).to.include(second)
      expect(more).to.deep.equal([])
      expect(Buffer.byteLength(replyMessage(reason)), reason).to.be.at.most(253)
    }
    expect(replyMessage('level-too-low')).to.equal(`${es['reply.level']} / ${en['reply.level']}`)
  })

  it('is a city’s own words alone where they leave no room', () => {
    const own = 'ñ'.repeat(110)
    addLanguage('es', { 'reply.closed': own })
    try {
      expect(replyMessage('hotspot-closed')).to.equal(own)
      expect(es['reply.closed'], 'Plaza’s own words').to.not.equal(own)
    } finally {
      addLanguage('es', { 'reply.closed': es['reply.closed'] })
    }
  })
})
