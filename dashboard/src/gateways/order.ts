import type { GatewayListItem, Requirement, SigningVerdict } from '../../../server/api/contract/index.ts'
import { inOrder, type Order, withWords } from '../parts/table-order.ts'

/** Most pressing first: residents are being turned away, then what needs new equipment, then what is one click away. */
export const verdictsByUrgency: SigningVerdict[] = ['refusing', 'old', 'ready', 'silent', 'safe']
const modes: Requirement[] = ['off', 'auto', 'require']

const columns = {
  name: (row: GatewayListItem) => row.name,
  vendor: (row: GatewayListItem) => row.vendor,
  network: (row: GatewayListItem) => row.network,
  hotspots: (row: GatewayListItem) => row.hotspots,
  heard: (row: GatewayListItem) => (row.heardAt === null ? null : Date.parse(row.heardAt)),
  mode: (row: GatewayListItem) => modes.indexOf(row.messageAuthenticator),
  verdict: (row: GatewayListItem) => verdictsByUrgency.indexOf(row.verdict),
}

export type Column = keyof typeof columns

export const mostUrgentFirst: Order<Column> = { by: 'verdict', descending: false }

/** Figures and times are of most interest at their highest. */
export const descendsFirst = (by: Column): boolean => by === 'hotspots' || by === 'heard'

export const ordered = (rows: readonly GatewayListItem[], { by, descending }: Order<Column>, language: string) =>
  inOrder(rows, columns[by], descending, language)

/** Rows whose name, district, network, vendor, last address or NAS-Identifier contains every word of `search`. */
export const matching = (rows: readonly GatewayListItem[], search: string): readonly GatewayListItem[] =>
  withWords(rows, search, ({ name, district, network, vendor, heardFrom, nasIdentifiers }) =>
    [name, district?.name, network ?? '', vendor, heardFrom, ...nasIdentifiers].join(' '),
  )
