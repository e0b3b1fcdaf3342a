import type { RejectReason } from '../decide.ts'

const AGAIN = 'Abra de nuevo la página de acceso y entre con su Llave.'
const INSTALL = 'Instale de nuevo en este dispositivo el acceso a la red.'

/**
 * What a gateway may show on its own page when it lets nobody in (Reply-Message): short, in the city's language, and
 * nothing about the person. The exact reason is for operators only.
 */
export const replyMessages: Record<RejectReason, string> = {
  'unsupported-method': 'Este equipo de red no puede darle acceso.',
  'no-calling-station-id': 'Este equipo de red no puede darle acceso.',
  'unknown-user': AGAIN,
  'wrong-password': AGAIN,
  'ticket-used': AGAIN,
  'ticket-expired': AGAIN,
  'ticket-other-gateway': AGAIN,
  'ticket-other-device': AGAIN,
  'credential-expired': INSTALL,
  'credential-revoked': INSTALL,
  'unknown-ca': INSTALL,
  'unknown-certificate': INSTALL,
  'certificate-unfit': INSTALL,
  'server-not-trusted': INSTALL,
  'tls-failed': INSTALL,
  'eap-broken-off': INSTALL,
  'device-not-bound': AGAIN,
  'binding-expired': AGAIN,
  'hotspot-closed': 'Este punto está cerrado a esta hora.',
  'resident-blocked': 'El acceso no está disponible. Comuníquese con su ciudad.',
  'daily-time-used-up': 'Se terminó su tiempo de hoy. Vuelva mañana.',
  'daily-volume-used-up': 'Se terminaron sus datos de hoy. Vuelva mañana.',
  'too-many-devices': 'Tiene demasiados dispositivos conectados. Desconecte uno.',
}
