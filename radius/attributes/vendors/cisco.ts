/** Attributes of Cisco; Cisco-AVPair carries most of what its gateways know, as `name=value`. */
import { attributesOf } from '../attribute-type.ts'

const cisco = attributesOf(9)

export const CiscoAvPair = cisco.text('Cisco-AVPair', 1)
export const CiscoNasPort = cisco.text('Cisco-NAS-Port', 2)
export const CiscoPolicyUp = cisco.text('Cisco-Policy-Up', 37)
export const CiscoPolicyDown = cisco.text('Cisco-Policy-Down', 38)
export const CiscoServiceName = cisco.text('Cisco-Service-Name', 51)
export const CiscoAccountInfo = cisco.text('Cisco-Account-Info', 250)
export const CiscoServiceInfo = cisco.text('Cisco-Service-Info', 251)
export const CiscoCommandCode = cisco.text('Cisco-Command-Code', 252)
export const CiscoControlInfo = cisco.text('Cisco-Control-Info', 253)
