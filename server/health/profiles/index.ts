import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageRoot } from '../../package-root.ts'
import type { Profile } from './profile.ts'
import { ProfileError, readProfile } from './read-profile.ts'

export type { Profile } from './profile.ts'
export { ProfileError } from './read-profile.ts'

/** Of what any agent may offer: what other profiles leave out is read by it. */
export const GENERIC = 'generic'

/** The profiles that there are, the city's own first, and what any agent is read by. */
export interface Profiles {
  all: readonly Profile[]
  generic: Profile
  /** File of each, by the profile's name. */
  files: ReadonlyMap<string, string>
}

const FOLDER = join(packageRoot, 'server/health/profiles/makes')
const FILE = /\.ya?ml$/i

/**
 * Plaza's own profiles and those of a city, which stand before ours where both fit equally well, and in place of ours
 * where the name is the same.
 *
 * @param folder of the city's
 * @throws {ProfileError} with every fault of every file: file, line, what is accepted
 */
export function loadProfiles(folder?: string): Profiles {
  const faults: string[] = []
  const own = folder === undefined ? [] : filesIn(folder).flatMap((file) => read(file, faults))
  const ours = filesIn(FOLDER).flatMap((file) => read(file, faults))
  faults.push(...twice(own))
  if (faults.length > 0) throw new ProfileError(faults.join('\n'))
  const names = new Set(own.map(({ profile }) => profile.name))
  const found = [...own, ...ours.filter(({ profile }) => !names.has(profile.name))]
  const generic = found.find(({ profile }) => profile.name === GENERIC)!.profile
  return {
    all: found.map(({ profile }) => profile).filter((profile) => profile !== generic),
    generic,
    files: new Map(found.map(({ profile, file }) => [profile.name, file])),
  }
}

interface Found {
  file: string
  profile: Profile
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => FILE.test(name))
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    throw new ProfileError(`${folder}: the folder of profiles cannot be read (${(error as Error).message})`)
  }
}

function read(file: string, faults: string[]): Found[] {
  try {
    return [{ file, profile: readProfile(readFileSync(file, 'utf8'), file) }]
  } catch (error) {
    faults.push(error instanceof ProfileError ? error.message : `${file}: ${(error as Error).message}`)
    return []
  }
}

const twice = (found: readonly Found[]): string[] =>
  found.flatMap(({ file, profile }, at) => {
    const before = found.slice(0, at).find((other) => other.profile.name === profile.name)
    return before ? [`${file}: the name ${profile.name} is that of ${basename(before.file)} too`] : []
  })
