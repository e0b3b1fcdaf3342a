import { ochres } from '../map/areas/classes.ts'

/** People for each place at once: the more, the darker. */
export const crowdedClasses = [
  { colour: ochres[0], from: 0, to: 25 },
  { colour: ochres[1], from: 25, to: 50 },
  { colour: ochres[2], from: 50, to: 100 },
  { colour: ochres[3], from: 100, to: 400 },
  { colour: ochres[4], from: 400, to: null },
] as const

/** @param peopleForEach null: there is no place at all, which is the darkest */
export const crowdedColour = (peopleForEach: number | null): string =>
  crowdedClasses.find(({ to }) => peopleForEach !== null && to !== null && peopleForEach < to)?.colour ??
  crowdedClasses.at(-1)!.colour
