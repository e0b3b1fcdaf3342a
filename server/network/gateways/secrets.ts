import type { Sealer } from '../../sealing.ts'

/* What the secrets of a gateway are sealed for. */
export const SECRET = 'gateway-secret'
export const UAM_SECRET = 'gateway-uam-secret'
export const MAC_PASSWORD = 'gateway-mac-password'
export const CONTROLLER_PASSWORD = 'gateway-controller-password'

export const sealedMacPassword = (sealer: Sealer, macPassword: string | null) =>
  macPassword === null ? null : sealer.seal(macPassword, MAC_PASSWORD)
