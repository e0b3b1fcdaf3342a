/** Attributes of H3C gateways that tell which ports of which address their NAT gives a device. */
import { attributesOf } from '../attribute-type.ts'

const h3c = attributesOf(25506)

export const H3cNatIpAddress = h3c.ipv4('H3C-NAT-IP-Address', 32)
export const H3cNatStartPort = h3c.integer('H3C-NAT-Start-Port', 33)
export const H3cNatEndPort = h3c.integer('H3C-NAT-End-Port', 34)
