/** Demanda que no se atiende. */
export const esUnmet = {
  'nav.unmet': 'Demanda sin atender',
  'unmet.title': 'Demanda sin atender',
  'unmet.lead':
    'Dónde faltan lugares: en los puntos de acceso que se llenan, y en los barrios donde viven quienes no tienen internet en casa.',
  'unmet.full': 'Puntos de acceso que se llenan',
  'unmet.fullHelp':
    'Del {{from}} al {{to}}. En la hora más ocupada de cada día, en promedio: cuántos estuvieron en línea y cuántos, según la fórmula de Erlang, habrían querido estarlo.',
  'unmet.notCounted': 'Todavía no hay uso contado.',
  'unmet.noneFull': 'Ningún punto de acceso se ha llenado.',
  'unmet.hotspot': 'Punto de acceso',
  'unmet.places': 'Lugares',
  'unmet.carried': 'En línea a la vez',
  'unmet.offered': 'Habrían querido',
  'unmet.noPlace': 'Sin lugar',
  'unmet.fullMinutes': 'Minutos lleno al día',
  'unmet.atLeast': '{{value}} o más',
  'unmet.areas': 'Por barrio',
  'unmet.areasHelp':
    'Residentes sin internet en casa, y los lugares a la vez que les tocan en los puntos que funcionan a su alcance, compartidos con quienes también llegan a ellos.',
  'unmet.missing': 'Lugares que faltan',
  'unmet.people': 'Residentes sin internet',
  'unmet.placesOfArea': 'Lugares que les tocan',
  'unmet.peopleForEach': 'Residentes por lugar',
  'unmet.noPlaces': 'Ningún lugar',
  'unmet.legendBetween': '{{from}} a {{to}} por lugar',
  'unmet.legendFrom': '{{from}} o más, o ningún lugar',
  'unmet.legendFull': 'Punto de acceso que se llena; más grande: más se quedan sin lugar',
  'unmet.walkSaid': 'Por barrio: puntos de acceso a {{near}}.',
  'unmet.methodFull':
    'Sin lugar: la carga ofrecida A que deja Y en línea con C lugares, A·(1 − B(C, A)) = Y, con B de Erlang, menos Y; a lo más dos veces los lugares («o más»). Es una cota inferior: un punto lleno se vuelve lento antes de rechazar a alguien.',
  'unmet.methodAreas':
    'Por barrio: áreas de captación flotantes en dos pasos (E2SFCA; Luo y Qi, 2009), a {{catchment}} con peso que baja con la distancia. Un punto sin capacidad conocida cuenta {{usual}} lugares. Basta un lugar por cada {{each}} residentes sin internet; donde su parte no se conoce cuenta la media de la ciudad.',
} as const
