import { expect } from 'chai'
import { matching, mostUrgentFirst, ordered } from '../../dashboard/src/gateways/order.ts'
import type { GatewayListItem } from '../../server/api/contract/index.ts'

const row = (name: string, given: Partial<GatewayListItem>): GatewayListItem => ({
  ...{ district: null },
  ...{ id: 1, name, vendor: 'generic', network: '192.0.2.7/32', hotspots: 0, sources: 0 },
  ...{ access: 'radius', cannot: [], granted: 0, liveSessions: 0, octetsSwapped: false, copiedDevices: 0 },
  ...{ messageAuthenticator: 'require', signedProxyState: 'auto', verdict: 'safe', nasIdentifiers: [] },
  ...{ requests: 0, unsigned: 0, refused: 0, proxyState: 0, unsignedProxyState: 0, eap: 0 },
  ...{ unsignedAt: null, unsignedFrom: null, heardAt: null, heardFrom: null },
  ...given,
})
const rows = [
  row('safe', { heardAt: '2026-11-20T12:00:00Z', nasIdentifiers: ['azotea'] }),
  row('ready', { verdict: 'ready', messageAuthenticator: 'off', heardAt: '2026-11-25T12:00:00Z' }),
  row('silent', { verdict: 'silent' }),
  row('old 10', { verdict: 'old', messageAuthenticator: 'auto', hotspots: 3, heardFrom: '203.0.113.9' }),
  row('old 2', { verdict: 'old', messageAuthenticator: 'auto' }),
  row('refusing', { verdict: 'refusing' }),
]
const names = (list: readonly GatewayListItem[]) => list.map(({ name }) => name)

describe('the table of gateways', () => {
  it('begins with those whose residents are turned away, and ends with those that are safe', () => {
    const expected = ['refusing', 'old 2', 'old 10', 'ready', 'silent', 'safe']
    expect(names(ordered(rows, mostUrgentFirst, 'es'))).to.deep.equal(expected)
  })

  it('sorts by when they were heard, those never heard last either way', () => {
    const by = (descending: boolean) => names(ordered(rows, { by: 'heard', descending }, 'es')).slice(0, 2)
    expect([by(true), by(false)]).to.deep.equal([
      ['ready', 'safe'],
      ['safe', 'ready'],
    ])
  })

  it('finds by name, address and NAS-Identifier without accents', () => {
    expect(names(matching(rows, 'Azótea'))).to.deep.equal(['safe'])
    expect(names(matching(rows, '203.0.113.9 old'))).to.deep.equal(['old 10'])
  })
})
