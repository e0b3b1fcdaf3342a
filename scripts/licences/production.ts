/** What is read of a `package-lock.json` (version 2 or 3): packages by their folder, the root's being `''`. */
export interface LockFile {
  packages: Record<string, LockedPackage>
}

export interface LockedPackage {
  /** Where it is not the folder's. */
  name?: string
  version?: string
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** Packages that go out with Plaza: by folder, who brings each. */
export type Shipped = Map<string, string>

/** A package's name, by its folder. */
export const nameIn = (folder: string): string => folder.replace(/^.*node_modules\//, '')

/** All that `npm ci --omit=dev` installs, on any platform. */
export function productionPackages({ packages }: LockFile): Shipped {
  const shipped: Shipped = new Map()
  const reached = [{ folder: '', way: [] as string[] }]
  for (const { folder, way } of reached) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[folder] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = resolve(packages, folder, name)
      if (found === undefined || shipped.has(found)) continue
      shipped.set(found, way.join(' > ') || 'package.json')
      reached.push({ folder: found, way: [...way, name] })
    }
  }
  return shipped
}

/** The folder in which Node finds `name` from `folder`; undefined where it is not installed: an optional peer. */
function resolve(packages: LockFile['packages'], folder: string, name: string): string | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (candidate in packages) return candidate
    if (at === '') return undefined
  }
}
