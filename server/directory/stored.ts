import { OF_RESIDENT, type StoredPart } from '../database/schema/stored-part.ts'

/** What directory/ stores of a person. */
export const storedInDirectory: StoredPart[] = [
  {
    name: 'account',
    table: 'residents',
    meaning: 'What the City Key tells: a number (subject), language and level. Plaza knows no name, e-mail or phone.',
    columns: `t.id, t.issuer, t.subject, t.locale, t.verification_level, t.created_at, t.last_seen_at, t.blocked_at,
      t.blocked_until, t.erasing_since, t.erasing_macs`,
    from: 'residents t',
    where: 't.id = $1',
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'devices',
    table: 'devices',
    meaning: 'Addresses (MAC) that get online without a page, until when, and what you call them.',
    columns: 't.mac, t.name, t.bound_at, t.bound_until, t.moved_from',
    from: 'devices t',
    where: OF_RESIDENT,
    key: { column: 't.mac', type: 'macaddr' },
  },
  {
    name: 'credentials',
    table: 'device_credentials',
    meaning:
      'What a device shows on the secure network, and with which address and when it was used last. Passwords are not told.',
    columns: `t.id, t.device_name, t.username, t.certificate_fingerprint is not null as by_certificate, t.created_at,
      t.expires_at, t.revoked_at, t.last_mac, t.last_used_at, t.profiles_fetched`,
    from: 'device_credentials t',
    where: OF_RESIDENT,
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'consents',
    table: 'consents',
    meaning: 'Which terms were accepted, when and in which language.',
    columns: 't.terms_version, t.language, t.accepted_at',
    from: 'consents t',
    where: OF_RESIDENT,
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'events',
    table: 'audit_events',
    meaning: 'What the city’s staff did about the account, and what was done at this account’s own page.',
    columns: 't.at, t.actor, t.action, t.detail',
    from: 'audit_events t',
    // With the conditions of its two indexes.
    where: `(t.target = 'resident ' || $1::bigint and t.target like 'resident %'
      or t.detail ->> 'residentId' = $1::bigint::text and t.detail ? 'residentId')`,
    key: { column: 't.id', type: 'bigint' },
  },
]
