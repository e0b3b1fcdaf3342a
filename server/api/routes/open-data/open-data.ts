import { programmes, publishedHotspots } from '../../../network/published/hotspots.ts'
import { previewFile } from '../../../open-data/open-data.ts'
import { openDataSettings, setOpenData } from '../../../open-data/settings.ts'
import { UnsafeTable } from '../../../open-data/suppression/suppress.ts'
import type { UseRow } from '../../../open-data/use/draft.ts'
import { knownMonths } from '../../../open-data/use/known-months.ts'
import { lastComplete } from '../../../open-data/use/month.ts'
import { publishedMonths, publishedUse, publishUse } from '../../../open-data/use/store.ts'
import { localDay } from '../../../usage/local-day.ts'
import * as contract from '../../contract/index.ts'
import { type ApiParts, ApiProblem, changed, implement, unchanged } from '../../route.ts'

export const openDataRoutes = [
  implement(contract.readOpenData, async ({ parts: { db, config, coverage } }) => {
    const { withheld, ...settings } = await openDataSettings(db)
    const [all, shown, published, offered] = await Promise.all([
      programmes(db),
      publishedHotspots(db, withheld),
      publishedMonths(db),
      knownMonths(db, config),
    ])
    const gone = withheld.filter((name) => all.every((one) => one.name !== name)).map((name) => ({ name, hotspots: 0 }))
    const known = new Map(published.map(({ month, publishedAt }) => [month, publishedAt]))
    const months = [...new Set([...offered, ...known.keys()])].sort().reverse()
    return {
      ...settings,
      programmes: [...all, ...gone].map((one) => ({ ...one, withheld: withheld.includes(one.name) })),
      months: months.map((month) => ({ month, publishedAt: known.get(month)?.toISOString() ?? null })),
      published: {
        hotspots: settings.hotspots ? shown.length : 0,
        neighbourhoods: settings.coverage ? coverage.byNeighbourhood('walk').size : 0,
      },
    }
  }),
  implement(contract.previewOpenFile, async ({ parts, query: { name } }) => {
    const file = await previewFile(parts, name, (month) => draftOf(parts, month))
    if (!file) throw new ApiProblem(404, 'no-such-file', `There is no file ${name}: dictionary.json names them.`)
    return file.body.toString()
  }),
  implement(contract.setOpenData, async ({ parts: { db }, body }) => {
    const wanted = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    const changes = await setOpenData(db, wanted)
    return changes ? changed({ done: true }, changes) : unchanged({ done: false })
  }),
  implement(contract.readOpenUse, async ({ parts, params: { month } }) => {
    const published = (await publishedMonths(parts.db)).find((one) => one.month === month)
    if (published)
      return {
        ...{ month, publishedAt: published.publishedAt.toISOString(), digest: null },
        ...shownUse(await publishedUse(parts.db, month)),
      }
    const { rows, digest } = await draftOf(parts, month)
    return { month, publishedAt: null, digest, ...shownUse(rows) }
  }),
  implement(contract.publishOpenUse, async ({ parts, params: { month }, body: { digest } }) => {
    const draft = await draftOf(parts, month)
    if (draft.digest !== digest) throw wrongMonth('changed', 'It is not what was seen any more: look at it again.')
    if (!(await publishUse(parts.db, draft))) throw wrongMonth('published', 'It is published already.')
    const hidden = draft.rows.filter(({ visits }) => visits === null).length
    return changed(
      { done: true },
      { digest, method: draft.method, withheld: draft.withheld, cells: draft.rows.length, hidden },
    )
  }),
]

const wrongMonth = (field: 'incomplete' | 'unknown' | 'unsafe' | 'changed' | 'published', message: string) =>
  new ApiProblem(400, 'wrong-month', message, field)

/** @throws {ApiProblem} 400 where the month is not over, not all of it is known, or nothing of it may leave */
async function draftOf({ db, config, draftsOfUse }: ApiParts, month: string) {
  if (month > lastComplete(localDay(config.timeZone)(new Date())))
    throw wrongMonth('incomplete', 'A month is complete three days after its end.')
  if (!(await knownMonths(db, config)).includes(month))
    throw wrongMonth('unknown', 'Not all sessions of that month are kept, or there were none before it ended.')
  const { withheld } = await openDataSettings(db)
  return draftsOfUse(month, withheld).catch((error) => {
    throw error instanceof UnsafeTable ? wrongMonth('unsafe', error.message) : error
  })
}

const shownUse = (rows: readonly UseRow[]) => ({
  cells: rows.length,
  hidden: rows.filter(({ visits }) => visits === null).length,
  days: rows.flatMap(({ kind, day, visits, sessions }) =>
    kind === 'city' && day !== null ? [{ day, visits, sessions }] : [],
  ),
  places: rows
    .filter(({ day }) => day === null)
    .map(({ kind, borough, neighbourhood, neighbourhoodCode, visits, sessions }) => ({
      ...{ kind, borough, neighbourhood, code: neighbourhoodCode, visits, sessions },
    }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
})

const order = ['city', 'borough', 'neighbourhood']
