import { regex } from '../readings/values/regex.ts'
import type { Profile, Rule } from './profile.ts'

/** What tells a device's kind. */
export interface Described {
  sysObjectId: string
  sysDescr: string
  /** dot11manufacturerProductName of the first radio, and the first line of the `extend` script `distro`; asked for once. */
  products(): Promise<readonly string[]>
  /** Whether the agent has something under this OID; asked for once. */
  has(oid: string): Promise<boolean>
}

interface Candidate {
  profile: Profile
  rule: Rule
  weight: number
}

/**
 * The profile whose rule fits best: by the longest sysObjectID, one that must be exactly it before all, and then by how
 * many further conditions hold. Of equals one that needs no question, and then the first.
 */
export async function chooseProfile(profiles: readonly Profile[], agent: Described): Promise<Profile | undefined> {
  const candidates = profiles
    .flatMap((profile) => (profile.match ?? []).map((rule) => ({ profile, rule, weight: weightOf(rule, agent) })))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || questions(a) - questions(b))
  for (const { profile, rule } of candidates) if (await holds(rule, agent)) return profile
  return undefined
}

const questions = ({ rule: { product, present } }: Candidate) =>
  [product, present].filter((condition) => condition !== undefined).length

const EXACT = 1000
const EACH_NUMBER = 10

/** 0 where the rule cannot fit; whether its questions are answered with yes is found out later. */
function weightOf(
  { sysObjectID, sysDescr: description, product, present }: Rule,
  { sysObjectId, sysDescr }: Described,
) {
  const ids = (sysObjectID ?? []).map((id) => idWeight(id, sysObjectId))
  if (sysObjectID && Math.max(...ids) === 0) return 0
  if (description !== undefined && !regex(description).test(sysDescr)) return 0
  const further = [description, product, present].filter((condition) => condition !== undefined).length
  return Math.max(0, ...ids) + further
}

function idWeight(id: string, sysObjectId: string): number {
  if (id.startsWith('=')) return id.slice(1) === sysObjectId ? EXACT : 0
  const begins = sysObjectId === id || sysObjectId.startsWith(`${id}.`)
  return begins ? id.split('.').length * EACH_NUMBER : 0
}

async function holds({ product, present }: Rule, agent: Described): Promise<boolean> {
  if (product !== undefined && !(await agent.products()).some((each) => regex(product).test(each))) return false
  return present === undefined || agent.has(present)
}
