import { OF_RESIDENT, ofPerson, type StoredPart } from '../database/schema/stored-part.ts'
import { joinedPlace } from '../network/fragments.ts'

/** Where it was, in words. */
const PLACE = 't.gateway_id, g.name as gateway, t.hotspot_id, h.name as hotspot'
const placed = (table: string) => `${table} t ${joinedPlace('t')}`

/** What access/ stores of a person. */
export const storedInAccess: StoredPart[] = [
  {
    name: 'tickets',
    table: 'tickets',
    meaning: 'One-time logins of the last day, that the portal gave a device. Passwords are not told.',
    columns: `t.id, t.username, t.device_mac, t.replaces_mac, t.system, ${PLACE}, t.created_at, t.expires_at, t.used_at`,
    from: placed('tickets'),
    where: OF_RESIDENT,
    key: { column: 't.id', type: 'bigint' },
  },
  {
    name: 'decisions',
    table: 'access_log',
    meaning: 'When and where a device asked to get online, and whether it was let in or why not.',
    columns: `t.at, ${PLACE}, t.device_mac, t.device_pseudonym, t.method, t.accepted, t.reason`,
    from: placed('access_log'),
    where: ofPerson('at'),
    key: { column: 't.at', type: 'timestamptz' },
  },
  {
    name: 'helpCases',
    table: 'help_cases',
    meaning: 'What a help code stands for: how far the way online went, and what went wrong.',
    columns: `t.id, t.code, t.at, t.problem, t.detail, t.steps, ${PLACE}, t.device_mac`,
    from: placed('help_cases'),
    where: ofPerson('at'),
    key: { column: 't.id', type: 'bigint' },
  },
]
