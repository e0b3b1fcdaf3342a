/**
 * Hatches by which classes are told apart without colour: paths in a tile of so many pixels a side, from the sparsest.
 * Strokes run over the edge, so that tiles join.
 */
export const TILE = 8
export const hatches = {
  dots: 'M2 2h1M6 6h1',
  lines: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  dense: 'M-2 2L2 -2M-2 6L6 -2M0 8L8 0M2 10L10 2M6 10L10 6',
  crossed: 'M0 8L8 0M-2 2L2 -2M6 10L10 6M0 0L8 8M-2 6L2 10M6 -2L10 2',
} as const
export type Hatch = keyof typeof hatches

/** How a neighbourhood is filled. */
export interface Fill {
  colour: string
  hatch?: Hatch | undefined
}

/** What a hatch is drawn in: it must be seen on the darkest colour and on the lightest. */
export const inkOn = (colour: string): string => (lightness(colour) > 0.35 ? '#00000099' : '#ffffffb3')

/** From 0 to 1, by how bright the eye sees it (BT.601). */
const lightness = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
