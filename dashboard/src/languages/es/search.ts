/** The search of everything, and a device's page. */
export const esSearch = {
  'search.open': 'Buscar',
  'search.title': 'Buscar en la ciudad',
  'search.what': 'Punto, gateway, MAC, código de ayuda, colonia o página',
  'search.found': 'Resultados',
  'search.reading': 'Buscando…',
  'search.none': 'Nada coincide.',
  'search.count_one': '{{count}} resultado',
  'search.count_other': '{{count}} resultados',
  'search.audited': 'La consulta queda en la auditoría',
  'search.kind.page': 'Página',
  'search.kind.hotspot': 'Punto',
  'search.kind.gateway': 'Gateway',
  'search.kind.neighbourhood': 'Colonia',
  'search.kind.device': 'Dispositivo',
  'search.kind.code': 'Código',
  'device.title': 'Dispositivo {{device}}',
  'device.lead':
    'Lo que se decidió y lo que usó en los últimos {{days}} días, lo más nuevo primero. Esta consulta quedó en la auditoría.',
  'device.none': 'No se sabe nada de este dispositivo en los últimos {{days}} días.',
}
