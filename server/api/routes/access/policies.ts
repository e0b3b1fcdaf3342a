import { addPolicy, changePolicy, PolicyError, removePolicy } from '../../../access/policies/change-policies.ts'
import { levelNames } from '../../../access/policies/levels.ts'
import { loadPolicies } from '../../../access/policies/policies.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

function explained(error: unknown): never {
  if (!(error instanceof PolicyError)) throw error
  throw new ApiProblem(400, 'wrong-policy', error.message, error.field)
}

export const policyRoutes = [
  implement(contract.listPolicies, async ({ parts: { db } }) => wholePage(await loadPolicies(db))),
  implement(contract.addPolicy, async ({ parts: { db, config }, body: { name, ...settings } }) =>
    changed({ id: await addPolicy(db, name, settings, levelNames(config)).catch(explained) }, { name, ...settings }),
  ),
  implement(contract.changePolicy, async ({ parts: { db, config }, params: { id }, body }) => {
    await changePolicy(db, id, body, levelNames(config)).catch(explained)
    return changed({ done: true }, body)
  }),
  implement(contract.removePolicy, async ({ parts: { db }, params: { id } }) => {
    await removePolicy(db, id).catch(explained)
    return changed({ done: true })
  }),
]
