import { addPolicy, changePolicy, PolicyError, removePolicy } from '../../access/policies/change-policies.ts'
import { loadPolicies } from '../../access/policies/policies.ts'
import { audit } from '../../directory/audit.ts'
import * as contract from '../contract.ts'
import { ApiProblem, route } from '../route.ts'
import { idParameter } from './parameters.ts'

function explained(error: unknown): never {
  if (!(error instanceof PolicyError)) throw error
  throw new ApiProblem(400, 'wrong-policy', error.message, error.field)
}

export const policyRoutes = [
  route({
    method: 'get',
    path: '/policies',
    summary: 'What residents get, by default and in hotspot groups',
    role: 'admin',
    response: contract.policies,
    async handler({ parts: { db } }) {
      const policies = await loadPolicies(db)
      return { policies: policies.map(({ interimSeconds: _, ...policy }) => policy) }
    },
  }),
  route({
    method: 'post',
    path: '/policies',
    summary: 'Adds a policy',
    role: 'admin',
    body: contract.newPolicy,
    response: contract.madeRecord,
    async handler({ parts: { db }, body: { name, ...settings }, staff }) {
      const id = await addPolicy(db, name, settings).catch(explained)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'policy.add', `policy ${id}`, { name, ...settings })
      return { id }
    },
  }),
  route({
    method: 'put',
    path: '/policies/{id}',
    summary: 'Changes a policy, the default one too',
    role: 'admin',
    params: idParameter,
    body: contract.policySettings,
    response: contract.doneRecord,
    async handler({ parts: { db }, params: { id }, body, staff }) {
      await changePolicy(db, id, body).catch(explained)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'policy.set', `policy ${id}`, body)
      return { done: true }
    },
  }),
  route({
    method: 'post',
    path: '/policies/{id}/remove',
    summary: 'Removes a policy that no hotspot group has; the default one stays',
    role: 'admin',
    params: idParameter,
    response: contract.doneRecord,
    async handler({ parts: { db }, params: { id }, staff }) {
      await removePolicy(db, id).catch(explained)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'policy.remove', `policy ${id}`)
      return { done: true }
    },
  }),
]
