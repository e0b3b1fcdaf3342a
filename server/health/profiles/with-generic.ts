import type { Profile } from './profile.ts'

/**
 * A profile with what any agent may offer behind its own alternatives, and with the agent's sysObjectID in place of
 * `{sysObjectID}`.
 */
export function withGeneric(profile: Profile, generic: Profile, sysObjectId: string): Profile {
  const before = known.get(profile)
  if (before?.generic === generic && before.of.has(sysObjectId)) return before.of.get(sysObjectId)!
  const of = before?.generic === generic && before.of.size < MOST_KNOWN ? before.of : new Map<string, Profile>()
  const made = putTogether(profile, generic, sysObjectId)
  known.set(profile, { generic, of: of.set(sysObjectId, made) })
  return made
}

/** Thousands of agents of one kind are discovered after each other. */
const known = new WeakMap<Profile, { generic: Profile; of: Map<string, Profile> }>()
const MOST_KNOWN = 1000

function putTogether(profile: Profile, generic: Profile, sysObjectId: string): Profile {
  const own = substituted(profile, sysObjectId)
  if (own.generic === false || own.name === generic.name) return own
  const fields = ['model', 'serial', 'firmware', 'mac', 'name'] as const
  const identity = Object.fromEntries(
    fields.map((field) => [field, both(own.identity?.[field], generic.identity?.[field])]),
  )
  return {
    ...own,
    identity,
    load: both(own.load, generic.load),
    memory: both(own.memory, generic.memory),
    clients: both(own.clients, generic.clients),
    radios: both(own.radios, generic.radios),
    ups: own.ups ?? generic.ups,
  }
}

const both = <T>(own: T[] | undefined, generic: T[] | undefined): T[] => [...(own ?? []), ...(generic ?? [])]

const substituted = (profile: Profile, sysObjectId: string): Profile => {
  const text = JSON.stringify(profile)
  return text.includes('{sysObjectID}') ? JSON.parse(text.replaceAll('{sysObjectID}', sysObjectId || '0.0')) : profile
}
