import type { CityKeyClient } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import type { Sealer } from '../../sealing.ts'
import { subjectHasher } from './subject-hash.ts'

/** As accounts of a provider are kept: as they are, or a personal one as its keyed hash. */
export const storedAccount = (
  db: Pick<Database, 'query'>,
  sealer: Sealer,
  { issuer, subject }: Pick<CityKeyClient, 'issuer' | 'subject'>,
): ((account: string) => Promise<string>) =>
  subject.isPersonal ? subjectHasher(db, sealer, issuer) : async (account) => account
