import { expect } from 'chai'
import { previewWords, verdictWords } from '../../../server/commands/gateways/signing-words.ts'
import type { Observed } from '../../../server/network/gateways/posture/posture.ts'

const now = new Date('2026-11-25T12:00:00Z')
const observed = (change: Partial<Observed> = {}): Observed => ({
  ...{ requests: 1204, unsigned: 0, proxyState: 0, unsignedProxyState: 0, eap: 0, refused: 0 },
  ...{ heardAt: now, heardFrom: '203.0.113.7', unsignedAt: null, unsignedFrom: null, settled: false },
  ...change,
})

describe('what a Message-Authenticator would refuse, in words', () => {
  it('says how much, when it came last and from where', () => {
    const unsignedAt = new Date('2026-11-25T11:55:01Z')
    expect(previewWords(observed({ unsigned: 1200, unsignedAt, unsignedFrom: '203.0.113.7' }), now)).to.equal(
      'Requiring it would have refused 1,200 of 1,204 Access-Requests of the last 7 days, ' +
        'the last one 4 minutes ago from 203.0.113.7.',
    )
    expect(previewWords(observed({ unsigned: 1, unsignedAt: now }), now)).to.match(/the last one 0 seconds ago\.$/)
  })

  it('says that it is nothing, or not known', () => {
    expect(previewWords(observed(), now)).to.match(/refused nothing: all 1,204 Access-Requests .* were signed/)
    expect(previewWords(observed({ requests: 0 }), now)).to.match(/No Access-Request was heard .* not known/)
  })

  it('has a few words for each verdict', () => {
    const all = (['silent', 'safe', 'refusing', 'ready', 'old'] as const).map((verdict) =>
      verdictWords({ ...observed({ unsigned: 3, refused: 2 }), verdict }),
    )
    expect(all).to.deep.equal([
      'nothing heard',
      'safe (1,204 requests)',
      'refused 2 of 1,204',
      'can be required (1,204 of 1,204 signed)',
      'would refuse 3 of 1,204',
    ])
  })
})
