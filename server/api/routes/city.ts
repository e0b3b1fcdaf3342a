import { levelNames } from '../../access/policies/levels.ts'
import { districtNames } from '../../network/districts/districts.ts'
import * as contract from '../contract/index.ts'
import { implement } from '../route.ts'

/** What concerns whoever is signed in, and the city as a whole. */
export const cityRoutes = [
  implement(contract.readMe, async ({ parts: { db }, staff: { districts, ...staff }, session }) => ({
    ...{ ...staff, csrf: session.csrf },
    districts: districts && named(await districtNames(db), districts),
  })),
  implement(contract.readSettings, ({ parts: { config, coverage, baseMap } }) => ({
    cityName: config.cityName,
    timeZone: config.timeZone,
    tiles: config.tiles.url === undefined ? null : { url: config.tiles.url, attribution: config.tiles.attribution },
    baseMap,
    levels: levelNames(config),
    vouchers: config.vouchers,
    rings: { signal: coverage.within('signal'), street: coverage.within('street'), walk: coverage.within('walk') },
  })),
  implement(contract.readSummary, ({ parts, staff }) => parts.summary(staff.districts)),
]

const named = (names: ReadonlyMap<number, string>, districts: readonly number[]) =>
  [...names].filter(([id]) => districts.includes(id)).map(([id, name]) => ({ id, name }))
