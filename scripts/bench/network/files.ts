import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { packageRoot } from '../../../server/package-root.ts'

/** Beside the checkout, as the tests look for it. */
export const usualFolder = join(packageRoot, '../shared/data/cdmx')

export interface MexicoCity {
  hotspots: string
  areas: string
  need: string
}

/** What Mexico City and Mexico's statistics offices published. @throws {InvalidArgumentError} saying what is missing */
export function mexicoCityIn(folder: string): MexicoCity {
  const files = {
    hotspots: join(folder, '2023-11-23-puntos_de_acceso_wifi.csv'),
    areas: join(folder, 'agebs.geojson'),
    need: join(folder, 'marginacion-ageb-2020.csv'),
  }
  const missing = Object.values(files).filter((file) => !existsSync(file))
  if (missing.length === 0) return files
  throw new InvalidArgumentError(
    `This bench measures Mexico City's open data, which is not in the repository. There is no ${missing.join(', no ')}.`,
  )
}

export interface Named {
  programme: string
  code: string
}

export const GATEWAYS = 40

/** A line of a network's file for each hotspot: its addresses, names, gateway and SNMP agent. */
export const networkFile = (hotspots: readonly Named[]): string =>
  `${[
    'programa,id,mac,bssids,nombres,gateway,ip,credencial,modelo,serie,antenas',
    ...hotspots.map(({ programme, code }, n) =>
      [
        ...[quoted(programme), quoted(code), address(0x00, n), `${address(0x02, n)};${address(0x06, n)}`],
        ...[`AP-${n}`, `gateway-${n % GATEWAYS}`, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 'bench'],
        ...['AP-515', `SN${n}`, 2],
      ].join(','),
    ),
  ].join('\r\n')}\r\n`

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

const address = (first: number, n: number): string =>
  [first, 0x00, 0x5e, n >> 16, (n >> 8) & 255, n & 255].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
