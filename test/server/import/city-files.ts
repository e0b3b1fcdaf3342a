import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'mocha'
import { packageRoot } from '../../../server/package-root.ts'
import { createTestDatabase } from '../../support/database.ts'
import { fixture } from '../../support/fixtures.ts'

/** A folder of files that a test makes, removed with `close()`. */
export async function openScratch() {
  const folder = await mkdtemp(join(tmpdir(), 'plaza-import-'))
  return {
    path: (name: string) => join(folder, name),
    async file(name: string, content: string | Uint8Array) {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A database of its own, and a folder for what is imported into it. */
export async function openImport() {
  const db = await createTestDatabase()
  const scratch = await openScratch()
  const close = async () => {
    await db.close()
    await scratch.close()
  }
  return { db, scratch, close }
}

export type Scratch = Awaited<ReturnType<typeof openScratch>>

/** Files of a city that we invented, with the faults of real ones. */
export const inventedCity = {
  hotspots: fixture('city/hotspots.csv'),
  neighbourhoods: fixture('city/areas.geojson'),
  attributes: fixture('city/need.csv'),
}

const shared = join(packageRoot, '../shared/data/cdmx')

/** Files that Mexico City and Mexico's statistics offices published; they lie beside the checkout, not in it. */
export const mexicoCity = {
  hotspots: join(shared, '2023-11-23-puntos_de_acceso_wifi.csv'),
  neighbourhoods: join(shared, 'agebs.geojson'),
  attributes: join(shared, 'marginacion-ageb-2020.csv'),
}

/** Skips where those files are absent, with a line that says so. */
export function requireMexicoCity(test: Context): void {
  if (existsSync(shared)) return
  console.log(`      skipped: there is no ${shared}`)
  test.skip()
}

/** A square of `size` degrees whose south-west corner is given, as a closed ring. */
export const square = (west: number, south: number, size = 0.01): number[][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]

export const polygonFile = (areas: Array<{ properties: Record<string, unknown>; ring: number[][] }>): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: areas.map(({ properties, ring }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Polygon', coordinates: [ring] },
    })),
  })
