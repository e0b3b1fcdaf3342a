import { expect } from 'chai'
import { demands, learn, type Observed, verdictOf } from '../../../../../server/network/gateways/posture/posture.ts'

const plain = { signed: false, proxyState: false, eap: false }
const signed = { ...plain, signed: true }

describe('what a gateway must sign', () => {
  const asked = (messageAuthenticator: 'require' | 'auto' | 'off', learnt?: { signed: boolean }) =>
    demands({ messageAuthenticator, signedProxyState: 'auto' }, learnt && { ...learnt, proxyStateUnsigned: false })
      .requireMessageAuthenticator

  it('is everything under `require`, nothing under `off`, and under `auto` everything once it was seen', () => {
    expect([asked('require'), asked('off'), asked('auto')]).to.deep.equal([true, false, false])
    expect([asked('off', { signed: true }), asked('auto', { signed: false })]).to.deep.equal([false, false])
    expect(asked('auto', { signed: true })).to.equal(true)
  })

  it('is not learnt from EAP, which is always signed, but from the first other request that is', () => {
    expect(learn(undefined, { ...signed, eap: true })).to.include({ signed: false })
    const known = learn(undefined, plain)
    expect(known).to.include({ signed: false })
    expect(learn(known, { ...signed, eap: true })).to.equal(undefined)
    expect(learn(known, signed)).to.include({ signed: true })
  })

  it('stays learnt whatever comes unsigned later', () => {
    const known = learn(undefined, signed)
    expect(learn(known, plain)).to.equal(undefined)
    expect(learn(known, { ...plain, proxyState: true })).to.equal(undefined)
  })

  it('is Proxy-State too, unless the first request had it unsigned, or staff chose otherwise', () => {
    const limits = (signedProxyState: 'require' | 'auto' | 'off', first?: typeof plain) =>
      demands({ messageAuthenticator: 'off', signedProxyState }, first && learn(undefined, first)).limitProxyState
    const oldProxy = { ...plain, proxyState: true }
    expect([limits('auto'), limits('auto', oldProxy)]).to.deep.equal([false, false])
    expect([limits('auto', plain), limits('auto', { ...signed, proxyState: true })]).to.deep.equal([true, true])
    expect([limits('require', oldProxy), limits('off', plain)]).to.deep.equal([true, false])
  })
})

describe('the verdict on requiring a Message-Authenticator', () => {
  const chosen = new Date('2026-11-20T12:00:00Z')
  const since = new Date('2026-11-21T12:00:00Z')
  const verdict = (messageAuthenticator: 'require' | 'auto' | 'off', change: Partial<Observed>) =>
    verdictOf(
      { messageAuthenticator, signingChosenAt: chosen },
      {
        ...{ requests: 100, unsigned: 0, proxyState: 0, unsignedProxyState: 0, eap: 0, refused: 0 },
        ...{ heardAt: since, heardFrom: '203.0.113.7', unsignedAt: null, unsignedFrom: null, settled: false },
        ...change,
      },
    )

  it('is none where nothing was heard', () => {
    for (const mode of ['require', 'auto', 'off'] as const) {
      expect(verdict(mode, { requests: 0, heardAt: null })).to.equal('silent')
    }
  })

  it('says of what is not required yet whether it could be', () => {
    for (const mode of ['auto', 'off'] as const) {
      expect(verdict(mode, {})).to.equal('ready')
      expect(verdict(mode, { unsigned: 1 })).to.equal('old')
    }
  })

  it('says of what is required whether anything is refused for it', () => {
    expect(verdict('require', {})).to.equal('safe')
    expect(verdict('require', { unsigned: 3, refused: 3 })).to.equal('refusing')
    expect(verdict('auto', { settled: true })).to.equal('safe')
    expect(verdict('auto', { settled: true, unsigned: 3, refused: 3 })).to.equal('refusing')
  })

  it('holds what came unsigned before it was required against it until something is heard since', () => {
    const before = { unsigned: 60, heardAt: new Date('2026-11-20T11:59:00Z') }
    expect(verdict('require', before)).to.equal('old')
    expect(verdict('require', { ...before, heardAt: since })).to.equal('safe')
    expect(verdict('require', { ...before, unsigned: 0 })).to.equal('safe')
  })
})
