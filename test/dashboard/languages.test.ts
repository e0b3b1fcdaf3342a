import { expect } from 'chai'
import { errorCauseKey } from '../../dashboard/src/hotspots/error-cause.ts'
import { en } from '../../dashboard/src/languages/en/index.ts'
import { es } from '../../dashboard/src/languages/es/index.ts'
import type { Endpoint } from '../../server/api/contract/index.ts'
import * as contract from '../../server/api/contract/index.ts'
import { auditActions } from '../../server/directory/audit-actions.ts'

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

describe('the languages', () => {
  it('have the same texts with the same holes to fill', () => {
    expect(Object.keys(en)).to.deep.equal(Object.keys(es))
    for (const [key, text] of Object.entries(es)) {
      expect(holes(en[key as keyof typeof es]), key).to.deep.equal(holes(text))
    }
  })

  it('have words for every action that is audited, and for no other', () => {
    const named = Object.keys(es).filter((key) => key.startsWith('audit.action.'))
    expect(named.sort()).to.deep.equal(auditActions.map((action) => `audit.action.${action}`).sort())
    const ofApi = Object.values<unknown>(contract).flatMap((each) =>
      each instanceof Object && 'changes' in each ? [each.changes as NonNullable<Endpoint['changes']>] : [],
    )
    expect(ofApi).to.not.deep.equal([])
    for (const { action, afterwards } of ofApi) expect(auditActions).to.include.members([action, afterwards ?? action])
  })

  it('have words for every Error-Cause of RFC 5176 section 3.5, and for those it does not list', () => {
    for (const code of [201, 202, 401, 402, 403, 404, 405, 406, 407, 501, 502, 503, 504, 505, 506, 507, 508]) {
      expect(errorCauseKey(code)).to.equal(`errorCause.${code}`)
      expect(es).to.have.property(errorCauseKey(code))
    }
    expect(errorCauseKey(999)).to.equal('errorCause.other')
    expect(errorCauseKey(null)).to.equal('errorCause.none')
  })
})
