/** Attributes of RFC 5580 (Carrying Location Objects in RADIUS). */
import { standard } from './attribute-type.ts'

export const OperatorName = standard.text('Operator-Name', 126)
export const LocationInformation = standard.octets('Location-Information', 127)
export const LocationData = standard.octets('Location-Data', 128)
export const BasicLocationPolicyRules = standard.octets('Basic-Location-Policy-Rules', 129)
export const ExtendedLocationPolicyRules = standard.text('Extended-Location-Policy-Rules', 130)
export const LocationCapable = standard.integer('Location-Capable', 131)
export const RequestedLocationInfo = standard.integer('Requested-Location-Info', 132)
