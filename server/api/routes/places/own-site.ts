import type { Database } from '../../../database/connection.ts'
import type { StaffMember } from '../../../directory/staff.ts'
import { type Site, siteById } from '../../../network/sites/sites.ts'
import { ApiProblem } from '../../route.ts'

/** A site at which one's districts have a hotspot, with these. @throws {ApiProblem} 404 */
export async function ownSite(
  db: Pick<Database, 'query'>,
  { districts }: Pick<StaffMember, 'districts'>,
  id: number,
): Promise<Site> {
  const site = await siteById(db, id, districts)
  if (!site) throw new ApiProblem(404, 'no-such-site', `There is no site ${id}.`)
  return site
}
