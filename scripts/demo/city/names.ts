import type { Random } from '../random.ts'

/** Names of places in the demo city, put together from everyday words: none is meant to be a real place. */

export const boroughNames = [
  'Centro Plaza',
  'Molino Alto',
  'Río Claro',
  'Los Fresnos',
  'La Cantera',
  'Laguna Nueva',
  'Cerro Pinto',
  'San Telmo',
] as const

const settlements = ['Colonia', 'Barrio', 'Pueblo', 'Unidad', 'Ampliación', 'Ejido'] as const
const landmarks = [
  'el Colibrí',
  'la Jacaranda',
  'los Cedros',
  'las Palmas',
  'el Manantial',
  'la Noria',
  'el Puente',
  'los Naranjos',
  'la Esperanza',
  'el Molino',
  'las Flores',
  'la Loma',
  'el Mirador',
  'los Tejedores',
  'la Merced Nueva',
  'el Trigal',
  'las Golondrinas',
  'la Cascada',
  'el Encinar',
  'los Alfareros',
  'la Veleta',
  'el Faro',
  'las Canteras',
  'la Arboleda',
  'el Granero',
  'los Canales',
  'la Ribera',
  'el Nopal',
] as const

/** Names of neighbourhoods, each one once, in an order that the seed decides. */
export function neighbourhoodNames(random: Random, count: number): string[] {
  const all = settlements.flatMap((settlement) => landmarks.map((landmark) => `${settlement} ${landmark}`))
  if (count > all.length) throw new Error(`There are names for ${all.length} neighbourhoods, not for ${count}.`)
  for (let at = all.length - 1; at > 0; at--) {
    const other = random.whole(at + 1)
    const kept = all[at]
    all[at] = all[other] as string
    all[other] = kept as string
  }
  return all.slice(0, count)
}

/** A programme puts hotspots at its own kinds of places. */
export const programmes = [
  { name: 'Plazas Abiertas', share: 0.42, places: ['Plaza', 'Parque', 'Jardín', 'Kiosco'] },
  { name: 'Escuela en Línea', share: 0.24, places: ['Escuela Primaria', 'Secundaria', 'Biblioteca'] },
  { name: 'Ruta Conectada', share: 0.2, places: ['Estación', 'Paradero', 'Terminal'] },
  { name: 'Barrio Cercano', share: 0.14, places: ['Mercado', 'Centro de Salud', 'Casa de Cultura', 'Deportivo'] },
] as const

export const riverName = 'Río Claro'
export const parkKinds = ['Parque', 'Jardín', 'Alameda', 'Bosque'] as const

export const avenueNames = [
  'de los Oficios',
  'del Acueducto',
  'de las Imprentas',
  'del Telar',
  'de la Constelación',
  'de los Ferroviarios',
  'del Alba',
  'de las Maestras',
  'del Sol Nuevo',
  'de la Cosecha',
  'de los Relojeros',
  'del Horizonte',
  'de las Estaciones',
  'de la Campana',
  'del Obrador',
  'de los Puentes',
  'de la Brújula',
  'del Archivo',
  'de las Lavanderas',
  'del Cobre',
  'de la Marimba',
  'de los Volcanes',
  'del Agua Clara',
  'de la Vendimia',
  'de las Carretas',
  'del Mediodía',
  'de los Cantores',
  'de la Escarcha',
] as const

export const laneNames = [
  ...['Jilguero', 'Cenzontle', 'Garza', 'Colibrí', 'Tórtola', 'Halcón', 'Gorrión', 'Quetzal', 'Golondrina', 'Búho'],
  ...['Ahuehuete', 'Fresno', 'Capulín', 'Tepozán', 'Encino', 'Pirul', 'Sauce', 'Mezquite', 'Guayabo', 'Limonero'],
  ...['Albahaca', 'Romero', 'Bugambilia', 'Azucena', 'Margarita', 'Girasol', 'Nube', 'Lucero', 'Granizo', 'Rocío'],
  ...['Alfarero', 'Herrero', 'Talabartero', 'Panadera', 'Tintorero', 'Cantero', 'Sastre', 'Boticaria', 'Vidriero'],
] as const

/** The landmark that a neighbourhood is named after. */
export const landmarkOf = (neighbourhood: string): string => neighbourhood.slice(neighbourhood.indexOf(' ') + 1)

/** `de` and the article run together where Spanish has it so: de + el = del. */
export const ofLandmark = (landmark: string): string =>
  landmark.startsWith('el ') ? `del ${landmark.slice(3)}` : `de ${landmark}`
