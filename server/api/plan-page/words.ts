import type { Objective, PlanParameters } from '../../planning/plans/parameters.ts'

export type PageLanguage = 'es' | 'en'

/** What the page of a plan's link says. */
export interface PlanWords {
  locale: string
  objective: string
  objectives: Record<Objective, string>
  floor: string
  floorsMet: string
  floorsMissed: string
  fifth: string
  served: string
  existing: Record<PlanParameters['existing'], string>
  needWeight: string
  reach: string
  gained: string
  coverage: string
  finer: string
  sites: string
  cost: string
  gap: string
  proven: string
  atMost: string
  heads: { number: string; site: string; gain: string; unique: string; cost: string; year: string }
  /** How the table's figures are meant, before the reach. */
  meant: string
  noRadio: string
  data: string
  ends: string
  contributors: string
  straight: string
  streets: string
  and: string
  drawing: string
  other: string
}

export const words: Record<PageLanguage, PlanWords> = {
  es: {
    locale: 'es-MX',
    objective: 'Objetivo',
    objectives: {
      coverage: 'Cubrir a más residentes',
      rings: 'Más cerca vale más (anillos)',
      floors: 'Un mínimo para cada grupo',
      fairest: 'Lo más parejo primero',
      target: 'Lo más barato para una meta',
      capacity: 'Dentro de la capacidad de las antenas',
    },
    floor: 'Mínimo para cada grupo',
    floorsMet: 'se alcanza en todos',
    floorsMissed: 'no se alcanza en',
    fifth: 'quinto',
    served: 'Se da por servido',
    existing: {
      working: 'lo que funciona hoy',
      all: 'lo que está en uso, funcione o no',
      none: 'nada: desde cero',
    },
    needWeight: 'Peso de la necesidad (0 a 1)',
    reach: 'Alcance de un sitio',
    gained: 'Residentes nuevos a su alcance',
    coverage: 'Cobertura',
    finer: 'La misma, en celdas más finas',
    sites: 'Sitios',
    cost: 'Costo',
    gap: 'Distancia al mejor plan posible',
    proven: 'Demostrado: no hay mejor plan',
    atMost: 'a lo más',
    heads: { number: 'Núm.', site: 'Sitio', gain: 'Ganancia', unique: 'Única', cost: 'Costo', year: 'Año' },
    meant: 'Ganancia: residentes que el sitio alcanza primero. Única: los que el plan perdería sin él. Alcance:',
    noRadio: 'no es propagación de radio.',
    data: 'Datos:',
    ends: 'Este enlace termina el',
    contributors: 'colaboradores de',
    straight: 'm en línea recta',
    streets: 'm por calles',
    and: 'y',
    drawing: 'Mapa de los sitios del plan',
    other: 'In English',
  },
  en: {
    locale: 'en',
    objective: 'Objective',
    objectives: {
      coverage: 'Cover most residents',
      rings: 'Nearer is worth more (rings)',
      floors: 'A floor for every group',
      fairest: 'Fairest first',
      target: 'Cheapest for a target',
      capacity: 'Within the capacity of the antennas',
    },
    floor: 'Floor for every group',
    floorsMet: 'met by all',
    floorsMissed: 'not met by',
    fifth: 'fifth',
    served: 'Taken for served',
    existing: {
      working: 'what works today',
      all: 'what is in use, whether it works or not',
      none: 'nothing: from scratch',
    },
    needWeight: 'Weight of need (0 to 1)',
    reach: 'Reach of a site',
    gained: 'Residents newly within reach',
    coverage: 'Coverage',
    finer: 'The same, on finer cells',
    sites: 'Sites',
    cost: 'Cost',
    gap: 'Distance from the best possible plan',
    proven: 'Proven: there is no better plan',
    atMost: 'at most',
    heads: { number: 'No.', site: 'Site', gain: 'Gain', unique: 'Unique', cost: 'Cost', year: 'Year' },
    meant:
      'Gain: residents whom the site is the first to reach. Unique: those whom the plan would lose without it. Reach:',
    noRadio: 'not the propagation of radio.',
    data: 'Data:',
    ends: 'This link ends on',
    contributors: 'contributors to',
    straight: 'm in a straight line',
    streets: 'm along streets',
    and: 'and',
    drawing: 'Map of the sites of the plan',
    other: 'En español',
  },
}
