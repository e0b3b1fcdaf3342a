import { cellToChildren, cellToLatLng, latLngToCell } from 'h3-js'
import { cellFinder, type Point } from '../../siting/incidence.ts'
import type { PlanInputs } from '../inputs.ts'
import { type PlanParameters, radiiOf, straightOf } from '../parameters.ts'
import { pointsOf } from './places.ts'
import { apart, streetsOf, type Told, walkFrom } from './walked.ts'

/** Residents: all, and those within reach before a plan and with it. */
export interface Covered {
  all: number
  before: number
  after: number
}

/** Coverage by the cells' children of H3's next finer resolution: the model's own cells are as large as small reaches. */
export function coveredFinely(
  inputs: PlanInputs,
  parameters: PlanParameters,
  picks: readonly number[],
  told: Told = () => {},
): Covered {
  const { cells, candidates, existing } = inputs
  const residents: number[] = []
  const places = pointsOf(cells).flatMap(({ latitude, longitude }, cell) => {
    const children = cellToChildren(latLngToCell(latitude, longitude, 10), 11)
    return children.map((child) => {
      residents.push(cells.residents[cell]! / children.length)
      const [lat, lng] = cellToLatLng(child)
      return { latitude: lat, longitude: lng }
    })
  })
  const sites = pointsOf(candidates)
  const picked = picks.map((pick) => sites[pick]!)
  const mark = marker(inputs, parameters, places, told)
  const reached = new Uint8Array(places.length)
  const sum = () => residents.reduce((total, each, cell) => total + (reached[cell] ? each : 0), 0)
  mark(reached, apart(existing))
  const before = sum()
  mark(reached, picked)
  return { all: residents.reduce((total, each) => total + each, 0), before, after: sum() }
}

/** Marks places within reach of sites, as the plan measures it. */
function marker({ streets }: PlanInputs, parameters: PlanParameters, places: readonly Point[], told: Told) {
  const radii = radiiOf(parameters)
  const metres = radii.at(-1)!
  const around = cellFinder(places)
  const inLine = straightOf(radii, streets !== null).at(-1)
  const walk = streets && walkFrom(streetsOf(streets), places, metres, told)
  return (reached: Uint8Array, sites: readonly Point[]): void => {
    if (inLine !== undefined) for (const site of sites) for (const cell of around(site, inLine)) reached[cell] = 1
    for (const cells of walk?.(sites) ?? []) for (const cell of cells) reached[cell] = 1
  }
}
