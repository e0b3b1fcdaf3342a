import type { GatewayVendor } from '../tables.ts'

export interface WalledHost {
  /** A name, or an address. */
  host: string
  port: number
}

/**
 * What a gateway must let through before sign-in, as its make wants it written, a line each: where a sign-in leads, and
 * nothing else. Never the hosts by which phones find out whether there is a captive portal: the sign-in window would not
 * open any more. Sources: CoovaChilli's chilli.conf(5) (uamallowed), MikroTik's manual (IP/Hotspot/Walled Garden),
 * openNDS's configuration reference (walledgarden_fqdn_list).
 */
export function walledGarden(vendor: GatewayVendor, hosts: readonly WalledHost[]): string[] {
  switch (vendor) {
    case 'coovachilli':
      return [`HS_UAMALLOW="${hosts.map(({ host, port }) => `${host}:${port}`).join(',')}"`]
    case 'mikrotik':
      return hosts.map(
        ({ host, port }) =>
          `/ip hotspot walled-garden ip add action=accept dst-host=${host} protocol=tcp dst-port=${port}`,
      )
    case 'opennds': {
      const ports = [...new Set(hosts.map(({ port }) => port))]
      return [
        ...hosts.map(({ host }) => `list walledgarden_fqdn_list '${host}'`),
        ...ports.map((port) => `list walledgarden_port_list '${port}'`),
      ]
    }
    default:
      return hosts.map(({ host, port }) => `${host}, TCP port ${port}`)
  }
}
