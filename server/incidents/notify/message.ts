import type { IncidentCause, IncidentKind, ToldChange } from '../tables.ts'
import type { ToldEvent } from './events/store.ts'

/** What is told of an incident. */
export interface Told {
  id: number
  change: ToldChange
  version: number
  cause: IncidentCause
  /** Of the gateway, site … that it is about. */
  name: string
  kind: IncidentKind
  reason: string | null
  hotspots: number
  mostHotspots: number
  residents: number | null
  mostResidents: number | null
  openedAt: Date
  closedAt: Date | null
  reopened: number
  mergedInto: number | null
}

/** A message for any receiver. */
export interface Message {
  /** Names it for ever: who has taken it once can pass it over when it comes again. */
  deliveryId: number
  /** Of incidents; neither these nor events: it is a test. */
  told: readonly Told[]
  /** What else, to programs alone. */
  events: readonly ToldEvent[]
  /** Where an incident is in the dashboard. */
  linkOf(incidentId: number): string
  language: 'es' | 'en'
  /** The city's clock. */
  timeZone: string
}

const words = {
  es: {
    test: 'Prueba de Plaza: si lees esto, los avisos llegan.',
    change: {
      opened: 'Nuevo',
      reopened: 'Otra vez',
      flapping: 'Intermitente',
      closed: 'Resuelto',
      escalated: 'Nadie lo atiende',
      repeated: 'Sigue abierto',
    },
    cause: {
      ...{ hotspot: 'Punto', site: 'Sitio', gateway: 'Gateway', controller: 'Controlador', neighbourhood: 'Barrio' },
      parent: 'Todo lo que cuelga de',
    },
    kind: { down: 'sin servicio', degraded: 'degradado' },
    hotspots: (count: number) => (count === 1 ? '1 punto' : `${count} puntos`),
    residents: (count: string) => `${count} habitantes sin servicio`,
    since: 'desde',
    until: 'hasta',
    merged: 'es parte de otro incidente',
    incidents: ['incidente', 'incidentes'],
    imports: ['importación', 'importaciones'],
    hours: ['hora de entradas', 'horas de entradas'],
  },
  en: {
    test: 'A test of Plaza: if you read this, notifications arrive.',
    change: {
      opened: 'New',
      reopened: 'Again',
      flapping: 'Flapping',
      closed: 'Resolved',
      escalated: 'Nobody attends to it',
      repeated: 'Still open',
    },
    cause: {
      hotspot: 'Hotspot',
      site: 'Site',
      gateway: 'Gateway',
      controller: 'Controller',
      neighbourhood: 'Neighbourhood',
      parent: 'All that hangs on',
    },
    kind: { down: 'without service', degraded: 'degraded' },
    hotspots: (count: number) => (count === 1 ? '1 hotspot' : `${count} hotspots`),
    residents: (count: string) => `${count} residents without service`,
    since: 'since',
    until: 'until',
    merged: 'is part of another incident',
    incidents: ['incident', 'incidents'],
    imports: ['import', 'imports'],
    hours: ['hour of sign-ins', 'hours of sign-ins'],
  },
} as const

/** One line: how a message is called. */
export function titleOf(message: Message): string {
  const { told, events, language } = message
  const say = words[language]
  if (told.length + events.length === 0) return say.test
  if (told.length === 1 && events.length === 0) return headOf(told[0]!, language)
  const imports = events.filter(({ kind }) => kind === 'imports').length
  const counted = [
    [told.length, say.incidents],
    [imports, say.imports],
    [events.length - imports, say.hours],
  ] as const
  const parts = counted.flatMap(([count, [one, many]]) => (count === 0 ? [] : `${count} ${count === 1 ? one : many}`))
  return `Plaza: ${parts.join(', ')}`
}

/** What of an incident stands in front. */
export function headOf({ change, cause, name, kind }: Told, language: 'es' | 'en'): string {
  const say = words[language]
  return `${say.change[change]}: ${say.cause[cause]} ${oneLine(name)} ${say.kind[kind]}`
}

/** What else is to be said of it, on one line. */
export function detailOf(told: Told, { language, timeZone }: Pick<Message, 'language' | 'timeZone'>): string {
  const say = words[language]
  const locale = language === 'es' ? 'es-MX' : 'en'
  const number = new Intl.NumberFormat(locale)
  const time = (at: Date) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at)
  const isOver = told.change === 'closed'
  const residents = isOver ? told.mostResidents : told.residents
  return [
    say.hotspots(isOver ? told.mostHotspots : told.hotspots),
    ...(residents ? [say.residents(number.format(residents))] : []),
    `${say.since} ${time(told.openedAt)}${isOver && told.closedAt ? ` ${say.until} ${time(told.closedAt)}` : ''}`,
    ...(told.mergedInto === null ? [] : [say.merged]),
  ].join(', ')
}

/** The whole as plain text: a head, a detail and a link of each. */
export function textOf(message: Message): string {
  const { told, language, linkOf } = message
  if (told.length === 0) return words[language].test
  return told.map((one) => [headOf(one, language), detailOf(one, message), linkOf(one.id)].join('\n')).join('\n\n')
}

/** A name may hold what a line, a mail's head or a chat's mark would not take. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
