import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'

/** What residents get; seconds, bit/s, octets; null: no limit. */
export const policySettings = z.strictObject({
  sessionSeconds: z.int(),
  idleSeconds: z.int(),
  upBps: z.int().nullable(),
  downBps: z.int().nullable(),
  dailySeconds: z.int().nullable(),
  dailyOctets: z.int().nullable(),
  devicesPerResident: z.int(),
  /** Of a device that is online at several gateways at once: staff and its resident see it, or it also signs in anew. */
  copiedDevices: z.enum(['show', 'sign-in']),
  /** At a hotspot with as many devices online as it is made for: further ones are let in, or turned away. */
  whenFull: z.enum(['let-in', 'turn-away']),
  /** The least level of verification, as the settings name it; null: none is asked for. */
  minimumLevel: z.string().min(1).max(255).nullable(),
  /** The policy of accounts below it, which asks for none; null: they are not let in. */
  belowPolicyId: z.int().nullable(),
  /** The VLAN into which gateways put the device, 1 to 4094; null: their own. */
  vlan: z.int().nullable(),
  /** The filter list at the gateway (Filter-Id); null: none. */
  filterId: z.string().max(64).nullable(),
  /** The role, user group or profile at the gateway, as its make calls it; null: none. */
  role: z.string().max(64).nullable(),
})
export type PolicySettings = z.infer<typeof policySettings>

export const policy = z.object({ ...policySettings.shape, id: z.int(), name: z.string(), isDefault: z.boolean() })
export type Policy = z.infer<typeof policy>
export const policyPage = pageOf(policy)

/** All on one page: the default one first, which holds where no hotspot group has another. */
export const listPolicies = endpoint({
  method: 'get',
  path: '/policies',
  summary: 'What residents get, by default and in hotspot groups',
  role: 'admin',
  districts: 'none',
  response: policyPage,
})

export const newPolicy = policySettings.extend({ name: z.string().trim().min(1).max(60) })

export const addPolicy = endpoint({
  method: 'post',
  path: '/policies',
  summary: 'Adds a policy',
  role: 'admin',
  districts: 'city',
  body: newPolicy,
  response: madeRecord,
  changes: { action: 'policy.add', target: 'policy {id}' },
})

export const changePolicy = endpoint({
  method: 'put',
  path: '/policies/{id}',
  summary: 'Changes a policy, the default one too',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  body: policySettings,
  response: doneRecord,
  changes: { action: 'policy.set', target: 'policy {id}' },
})

export const removePolicy = endpoint({
  method: 'post',
  path: '/policies/{id}/remove',
  summary: 'Removes a policy that no hotspot group has; the default one stays',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'policy.remove', target: 'policy {id}' },
})
