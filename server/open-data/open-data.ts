import { createHash } from 'node:crypto'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Within } from '../planning/points/rings.ts'
import { type Figures, figuresOf, type OpenCity, type OpenCoverageSource, readOpenCity } from './datasets/city.ts'
import { CSV_TYPE, csvOfUse, type Dataset, datasets, type Part } from './datasets/datasets.ts'
import type { SmartDataOptions } from './datasets/smart-data-models.ts'
import { type OpenDataSettings, openDataSettings } from './settings.ts'
import type { UseDraft } from './use/draft.ts'
import { MONTH } from './use/month.ts'
import { cityUse, type PublishedMonth, publishedMonths, publishedUse } from './use/store.ts'

/** How long what was made is sent again: so old may data be. */
export const FRESH_MS = 180_000

/** A file as it is sent. */
export interface OpenFile {
  body: Buffer
  etag: string
  mediaType: string
  madeAt: Date
}

/**
 * A file as it would leave now, whether or not its part is let out, for an administrator who decides.
 *
 * @param draft works out a month that is not published yet
 * @returns undefined where there is no such file
 */
export async function previewFile(
  { db, coverage, config, now = Date.now }: OpenDataParts,
  name: string,
  draft: (month: string) => Promise<UseDraft>,
): Promise<OpenFile | undefined> {
  const dataset = datasets.find(({ file }) => file === name)
  if (dataset) {
    const settings = { ...(await openDataSettings(db)), [dataset.part]: true }
    const city = await readOpenCity(db, coverage, settings, new Date(now()))
    return fileOf(dataset.make(city, optionsOf(config)), dataset.mediaType, city.at)
  }
  const month = monthOf(name)
  if (month === undefined) return undefined
  const published = (await publishedMonths(db)).some((one) => one.month === month)
  const rows = published ? await publishedUse(db, month) : (await draft(month)).rows
  return fileOf(csvOfUse(rows), CSV_TYPE, new Date(now()))
}

const monthOf = (name: string): string | undefined => {
  const month = /^use\/(.*)\.csv$/.exec(name)?.[1]
  return month !== undefined && MONTH.test(month) ? month : undefined
}

const optionsOf = (config: OpenDataParts['config']): SmartDataOptions => ({
  city: config.cityName,
  timeZone: config.timeZone,
  ssids: config.secureWifiSsid === undefined ? [] : [config.secureWifiSsid],
})

export interface OpenNumbers {
  at: Date
  parts: readonly Part[]
  city: Figures
  boroughs: readonly Figures[]
  /** How near is near. */
  walk: Within
  /** The earliest first. */
  months: Awaited<ReturnType<typeof cityUse>>
}

/** What the city publishes, made at most every {@link FRESH_MS}, once for all who ask meanwhile. */
export interface OpenData {
  /** Which parts an administrator lets out, and the months of use that are. */
  listed(): Promise<{ parts: readonly Part[]; months: readonly PublishedMonth[] }>
  /** Undefined: there is no such file, or it is not let out. */
  file(name: string): Promise<OpenFile | undefined>
  numbers(): Promise<OpenNumbers>
}

export interface OpenDataParts {
  db: Database
  coverage: OpenCoverageSource
  config: Pick<Config, 'cityName' | 'secureWifiSsid' | 'timeZone'>
  /** Milliseconds since 1970; default the clock. */
  now?: () => number
}

const MONTHS_SHOWN = 12

export function openOpenData({ db, coverage, config, now = Date.now }: OpenDataParts): OpenData {
  const kept = createKept(now)
  const options = optionsOf(config)
  const cityAs = (settings: OpenDataSettings): Promise<OpenCity> =>
    kept(JSON.stringify(['city', settings]), () => readOpenCity(db, coverage, settings, new Date(now())))
  const ofNow = (dataset: Dataset, settings: OpenDataSettings): Promise<OpenFile> =>
    kept(JSON.stringify([dataset.file, settings]), async () => {
      const city = await cityAs(settings)
      return fileOf(dataset.make(city, options), dataset.mediaType, city.at)
    })
  const ofMonth = async (month: string): Promise<OpenFile | undefined> => {
    const published = (await publishedMonths(db)).find((one) => one.month === month)
    if (!published) return undefined
    return kept(`use ${month}`, async () =>
      fileOf(csvOfUse(await publishedUse(db, month)), CSV_TYPE, published.publishedAt),
    )
  }
  return {
    async listed() {
      const settings = await openDataSettings(db)
      return { parts: partsOf(settings), months: settings.use ? await publishedMonths(db) : [] }
    },
    async file(name) {
      const settings = await openDataSettings(db)
      const dataset = datasets.find(({ file }) => file === name)
      if (dataset) return settings[dataset.part] ? ofNow(dataset, settings) : undefined
      const month = monthOf(name)
      return month !== undefined && settings.use ? ofMonth(month) : undefined
    },
    async numbers() {
      const settings = await openDataSettings(db)
      return kept(JSON.stringify(['numbers', settings]), async () => {
        const city = await cityAs(settings)
        const months = settings.use ? await cityUse(db, MONTHS_SHOWN) : []
        return { at: city.at, parts: partsOf(settings), ...figuresOf(city), months, walk: city.walk }
      })
    },
  }
}

export const partsOf = (settings: OpenDataSettings): Part[] =>
  (['hotspots', 'coverage', 'use'] as const).filter((part) => settings[part])

export function fileOf(text: string, mediaType: string, madeAt: Date): OpenFile {
  const body = Buffer.from(text)
  // Weak (RFC 9110 section 8.8.1): it is sent compressed as well, and then its octets are others.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, etag, mediaType, madeAt }
}

/** Keeps what was made for as long as it is fresh; who asks while it is made waits for the same. */
function createKept(now: () => number) {
  const entries = new Map<string, { until: number; made: Promise<unknown> }>()
  return async <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = entries.get(name)
    if (known && now() < known.until) return known.made as Promise<T>
    for (const [other, { until }] of entries) if (now() >= until) entries.delete(other)
    const made = make()
    const entry = { until: now() + FRESH_MS, made }
    entries.set(name, entry)
    made.catch(() => {
      if (entries.get(name) === entry) entries.delete(name)
    })
    return made
  }
}
