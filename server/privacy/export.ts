import { storedInAccess } from '../access/stored.ts'
import type { Database } from '../database/connection.ts'
import { type Person, type StoredPart, storedRows } from '../database/schema/stored-part.ts'
import { bindingsOf } from '../directory/residents.ts'
import { storedInDirectory } from '../directory/stored.ts'
import { storedInSessions } from '../sessions/stored.ts'
import { storedInVouchers } from '../vouchers/stored.ts'

/** Everything that is stored of a person, each part by the folder whose table it is. */
export const storedParts: readonly StoredPart[] = [
  ...storedInDirectory,
  ...storedInVouchers,
  ...storedInAccess,
  ...storedInSessions,
]

const NOTES = {
  times: 'Times are in UTC.',
  others: 'Not in here: whether an authority has asked for something, by law; it is asked for at the office.',
}

/**
 * Everything that is stored of a resident, for the resident (right of access): the text of a JSON file that is made while
 * it is written; of however many rows, a thousand are in memory.
 *
 * @returns undefined where there is no such resident
 */
export async function residentFile(
  db: Pick<Database, 'query' | 'pool'>,
  residentId: number,
  now = new Date(),
): Promise<AsyncIterable<string> | undefined> {
  const person = await personOf(db, residentId)
  return person && fileOf(db, person, now)
}

async function* fileOf(db: Pick<Database, 'pool'>, person: Person, now: Date): AsyncGenerator<string> {
  yield `${JSON.stringify(heading(now), null, 1).slice(0, -2)}`
  for (const part of storedParts) {
    const isOne = part.name === 'account'
    yield `,\n "${part.name}": ${isOne ? '' : '['}`
    let before = ''
    for await (const row of storedRows(db, part, person)) {
      yield `${before}${isOne ? '' : '\n  '}${JSON.stringify(row)}`
      before = ','
    }
    if (!isOne) yield before === '' ? ']' : '\n ]'
  }
  yield '\n}\n'
}

const heading = (madeAt: Date) => ({
  madeAt,
  explanation: { ...NOTES, ...Object.fromEntries(storedParts.map(({ name, meaning }) => [name, meaning])) },
})

async function personOf(db: Pick<Database, 'query'>, residentId: number): Promise<Person | undefined> {
  const devices = await bindingsOf(db, residentId)
  return devices && { residentId, devices }
}
