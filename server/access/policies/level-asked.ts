import type { Database } from '../../database/connection.ts'
import { groupOf, groupsAtGateway } from '../../network/groups/groups.ts'
import { defaultOf, loadPolicies } from './policies.ts'
import type { Whereabouts } from './rules.ts'

/**
 * The level of verification that the policy there asks for; where nobody knows at which of the gateway's hotspots, the
 * highest of theirs. Undefined: none, or one that is not among these.
 *
 * @param levels that there are, from the least to the highest
 */
export async function levelAskedAt(
  db: Pick<Database, 'query'>,
  { hotspotId, gatewayId }: Whereabouts,
  levels: readonly string[],
): Promise<string | undefined> {
  if (levels.length === 0) return undefined
  const isSomewhere = hotspotId === null && gatewayId !== undefined
  const [policies, groups] = await Promise.all([
    loadPolicies(db),
    isSomewhere ? groupsAtGateway(db, gatewayId) : groupOf(db, hotspotId).then((group) => [group]),
  ])
  const asked = (groups.length > 0 ? groups : [undefined]).map(
    (group) => (policies.find(({ id }) => id === group?.policyId) ?? defaultOf(policies)).minimumLevel,
  )
  return levels[Math.max(...asked.map((level) => (level === null ? -1 : levels.indexOf(level))))]
}
