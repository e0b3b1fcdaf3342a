/** Gateways: in use, out of use and removed. */
export const esGateways = {
  'gateways.which': 'Qué gateways se muestran',
  'gateways.inUse': 'En uso',
  'gateways.outOfUse': 'Fuera de uso ({{number}})',
  'gateways.disabledLead': 'Plaza no los atiende. Conservan su secreto, sus certificados y sus puntos.',
  'gateways.noneDisabled': 'No hay gateways fuera de uso.',
  'gateways.disabledAt': 'Desde',
  'gateways.disable': 'Poner fuera de uso',
  'gateways.enable': 'Volver a poner en uso',
  'gateways.remove': 'Retirar',
  'gateways.cancel': 'Cancelar',
  'gateways.sure.disable': '¿Poner fuera de uso a {{name}}?',
  'gateways.sure.remove': '¿Retirar {{name}} para siempre?',
  'gateways.yes.disable': 'Sí, poner fuera de uso',
  'gateways.yes.remove': 'Sí, retirar para siempre',
  'gateways.after.disable': 'RADIUS y el portal dejan de atenderlo en seguida.',
  'gateways.after.disable.hotspots_one': 'En su {{number}} punto nadie más puede entrar.',
  'gateways.after.disable.hotspots_other': 'En sus {{number}} puntos nadie más puede entrar.',
  'gateways.after.disable.kept': 'Conserva su secreto, sus certificados y sus puntos, y puede volver a ponerse en uso.',
  'gateways.after.remove': 'Se borran su secreto y sus certificados, y ya no se le atiende. Esto no se puede deshacer.',
  'gateways.after.remove.hotspots_one': 'Su {{number}} punto queda sin gateway: impórtelo otra vez, detrás de otro.',
  'gateways.after.remove.hotspots_other':
    'Sus {{number}} puntos quedan sin gateway: impórtelos otra vez, detrás de otro.',
  'gateways.after.remove.kept':
    'Lo que informó se conserva bajo su nombre. El nombre, la red y el NAS-Identifier quedan libres para otro.',
  'gateways.after.noHotspots': 'No tiene puntos.',
  'gateways.after.sessions_one':
    '{{number}} conexión abierta sigue hasta que el gateway la termine: Plaza ya no sabe de ella ni puede terminarla.',
  'gateways.after.sessions_other':
    '{{number}} conexiones abiertas siguen hasta que el gateway las termine: Plaza ya no sabe de ellas ni puede terminarlas.',
  'gateways.after.noSessions': 'No informa de conexiones abiertas.',
  'gateways.disabledNow': '{{name}} está fuera de uso.',
  'gateways.enabledNow': '{{name}} está en uso otra vez.',
  'gateways.removedNow': '{{name}} fue retirado.',
} as const
