/** Attributes of RFC 2868 (Tunnel Protocol Support). Tunnel-Password stays as it stands on the wire, encrypted. */
import { standard } from './attribute-type.ts'

export const TunnelType = standard.taggedInteger('Tunnel-Type', 64)
export const TunnelMediumType = standard.taggedInteger('Tunnel-Medium-Type', 65)
export const TunnelClientEndpoint = standard.taggedText('Tunnel-Client-Endpoint', 66)
export const TunnelServerEndpoint = standard.taggedText('Tunnel-Server-Endpoint', 67)
export const TunnelPassword = standard.octets('Tunnel-Password', 69)
export const TunnelPrivateGroupId = standard.taggedText('Tunnel-Private-Group-Id', 81)
export const TunnelAssignmentId = standard.taggedText('Tunnel-Assignment-Id', 82)
export const TunnelPreference = standard.taggedInteger('Tunnel-Preference', 83)
export const TunnelClientAuthId = standard.taggedText('Tunnel-Client-Auth-Id', 90)
export const TunnelServerAuthId = standard.taggedText('Tunnel-Server-Auth-Id', 91)
