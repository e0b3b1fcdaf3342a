import { addApiToken, listApiTokens, revokeApiToken } from '../../../directory/api-tokens.ts'
import { mayActAs, type StaffMember } from '../../../directory/staff.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { routes } from '../index.ts'

const DAY_MS = 86_400_000

/** Whose tokens somebody sees and revokes: undefined stands for everybody’s. */
const ownerFor = ({ id, role, districts }: StaffMember): number | undefined =>
  role === 'admin' && districts === null ? undefined : id

export const apiTokenRoutes = [
  implement(contract.listApiTokens, async ({ parts: { db }, staff }) => {
    const rows = await listApiTokens(db, ownerFor(staff))
    return wholePage(
      rows.map((row) => ({
        ...{ id: row.id, owner: row.owner, name: row.name, role: row.role, readOnly: row.read_only },
        ...{ endpoints: row.endpoints, madeAt: row.created_at.toISOString(), endsAt: row.expires_at.toISOString() },
        revokedAt: row.revoked_at?.toISOString() ?? null,
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
        mine: row.staff_id === staff.id,
      })),
    )
  }),
  implement(contract.addApiToken, async ({ parts: { db }, staff, body: { days, ...scope } }) => {
    if (!mayActAs(staff.role, scope.role))
      throw new ApiProblem(400, 'wrong-token', `Nobody makes a token that may more than they: ${staff.role}.`, 'role')
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`))
    const unknown = scope.endpoints?.find((name) => !known.has(name))
    if (unknown !== undefined)
      throw new ApiProblem(400, 'wrong-token', `"${unknown}" is no endpoint: /api/docs lists them.`, 'endpoints')
    const expiresAt = new Date(Date.now() + days * DAY_MS)
    const made = await addApiToken(db, { ...scope, staffId: staff.id, expiresAt })
    if (!made) throw new ApiProblem(409, 'wrong-token', 'You have fifty tokens that work: revoke some.', 'name')
    return changed(made, { ...scope, endsAt: expiresAt.toISOString() })
  }),
  implement(contract.revokeApiToken, async ({ parts: { db }, staff, params: { id } }) => {
    const name = await revokeApiToken(db, id, ownerFor(staff))
    if (name === undefined) throw new ApiProblem(404, 'no-such-token', `There is no token ${id} that works.`)
    return changed({ done: true }, { name })
  }),
]
