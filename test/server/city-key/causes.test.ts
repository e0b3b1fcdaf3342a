import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { causeOf, type FailureCause, failureCauses, settingsFor } from '../../../server/city-key/causes.ts'
import { cityKeySettings } from '../../../server/config/city-key-settings.ts'

describe('what a failure of the City Key comes from', () => {
  const cases: Array<[kind: string, reason: string, FailureCause]> = [
    ['misfit', 'invalid_client', 'secret'],
    ['misfit', 'invalid_scope', 'scope'],
    ['misfit', 'algorithm', 'algorithm'],
    ['misfit', 'subject_empty', 'subject'],
    ['misfit', 'clock', 'clock'],
    ['misfit', 'http_404', 'other'],
    ['misfit', 'constructor', 'other'],
    ['unreachable', 'timeout', 'away'],
    ['unreachable', 'http_503', 'away'],
    ['unreachable', 'self_signed_cert_in_chain', 'certificate'],
    ['unreachable', 'unable_to_verify_leaf_signature', 'certificate'],
    ['unreachable', 'err_tls_cert_altname_invalid', 'certificate'],
    ['busy', 'http_429', 'busy'],
    ['refused', 'access_denied', 'person'],
    ['invalid', 'nonce', 'person'],
    ['unverified', 'level', 'level'],
    ['stale', 'auth_time', 'freshness'],
    ['not-signed-in', 'login_required', 'person'],
  ]
  for (const [kind, reason, cause] of cases)
    it(`is ${cause} where it is ${kind} (${reason})`, () => expect(causeOf({ kind, reason })).to.equal(cause))

  it('is mended by settings that there are and that the documents say, the staff’s own where they have some', () => {
    const documented = readFileSync('docs/city-key.md', 'utf8')
    for (const cause of failureCauses)
      for (const name of [...settingsFor(cause, false), ...settingsFor(cause, true)]) {
        expect(cityKeySettings).to.have.property(name)
        expect(documented).to.include(name)
      }
    expect(settingsFor('secret', true)).to.deep.equal([
      'CITY_KEY_STAFF_CLIENT_SECRET',
      'CITY_KEY_STAFF_CLIENT_AUTHENTICATION',
    ])
    expect(settingsFor('clock', true)).to.deep.equal(['CITY_KEY_CLOCK_TOLERANCE_SECONDS'])
  })
})
