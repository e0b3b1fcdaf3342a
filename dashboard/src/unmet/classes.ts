/** People for each place at once: the more, the darker. Five steps of one hue, evenly falling in lightness. */
export const crowdedClasses = [
  { colour: '#faf3df', from: 0, to: 25 },
  { colour: '#ecd08f', from: 25, to: 50 },
  { colour: '#cf9f45', from: 50, to: 100 },
  { colour: '#986420', from: 100, to: 400 },
  { colour: '#54330a', from: 400, to: null },
] as const

/** @param peopleForEach null: there is no place at all, which is the darkest */
export const crowdedColour = (peopleForEach: number | null): string =>
  crowdedClasses.find(({ to }) => peopleForEach !== null && to !== null && peopleForEach < to)?.colour ??
  crowdedClasses.at(-1)!.colour
