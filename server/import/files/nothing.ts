import { folded } from '../../network/spelling.ts'

/** What cities and their programs write where they know nothing, folded. */
const NOTHING = new Set(
  [
    '',
    'na',
    'n a',
    'nan',
    'null',
    'none',
    'nil',
    'sin dato',
    'sin datos',
    'sd',
    's d',
    'nd',
    'n d',
    'no data',
    'pendiente',
  ].concat(['no aplica', 'desconocido', 'unknown', 'no disponible', 'sin informacion']),
)
const LONGEST_NOTHING = Math.max(...[...NOTHING].map((word) => word.length))

/** Folding takes long, and there are many values: what is longer than any of those words, spaces aside, is none. */
export const isNothing = (text: string): boolean =>
  text === '' || (text.trim().length <= LONGEST_NOTHING + 2 && NOTHING.has(folded(text)))
