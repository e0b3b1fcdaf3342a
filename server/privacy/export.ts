import type { Database } from '../database/connection.ts'
import { storedOfResident } from '../directory/residents.ts'
import { sessionsOfResident } from '../sessions/in-scope.ts'

const MOST_SESSIONS = 100_000

/**
 * Everything that is stored of a resident, for the resident (right of access): as an object to be written as JSON. Times
 * in UTC, octets from and to the device.
 *
 * @returns undefined where there is no such resident
 */
export async function exportResident(db: Database, residentId: number, now = new Date()): Promise<object | undefined> {
  const stored = await storedOfResident(db, residentId)
  if (!stored) return undefined
  const sessions = await sessionsOfResident(db, residentId, MOST_SESSIONS)
  return {
    madeAt: now,
    explanation: {
      account: 'What the City Key tells: a number (subject), language and level. Plaza knows no name, e-mail or phone.',
      devices: 'Addresses (MAC) that get online without a page, until when, and what you call them.',
      credentials: 'What a device shows on the secure network; passwords are not told.',
      consents: 'Which terms were accepted, when and in which language.',
      sessions: 'When and where a device was online and how much it used; which pages were read is not known.',
    },
    ...stored,
    sessions,
  }
}
