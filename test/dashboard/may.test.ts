import { expect } from 'chai'
import { may } from '../../dashboard/src/data/may.ts'
import { addGateway, listAudit, listGateways, readSummary } from '../../server/api/contract/index.ts'

const who = (role: 'viewer' | 'operator' | 'admin', limited = false) => ({
  role,
  districts: limited ? [{ id: 1, name: 'Centro' }] : null,
})

describe('what the dashboard offers', () => {
  it('is what the role allows', () => {
    expect([may(who('viewer'), readSummary), may(who('viewer'), listGateways)]).to.deep.equal([true, false])
    expect([may(who('operator'), listGateways), may(who('operator'), addGateway)]).to.deep.equal([true, false])
    expect(may(who('admin'), addGateway)).to.equal(true)
  })

  it('is not the whole city’s for whoever is limited to districts', () => {
    expect([may(who('admin', true), listAudit), may(who('admin', true), addGateway)]).to.deep.equal([false, false])
    expect([may(who('admin', true), listGateways), may(who('admin', true), readSummary)]).to.deep.equal([true, true])
  })
})
