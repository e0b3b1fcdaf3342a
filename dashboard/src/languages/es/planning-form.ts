/** Lo que se pide de un plan: alcance, anillos, costos; y por qué no va. */
export const esPlanningForm = {
  'planning.measured': 'Cómo se mide el alcance',
  'planning.method.line': 'en línea recta',
  'planning.method.streets': 'a pie por las calles',
  'planning.measuredShort': 'Alcance de un sitio',
  'planning.measuredHelp':
    'Como en las cifras de cobertura. Con varios anillos, solo el más amplio es a pie: los demás son línea recta.',
  'planning.measuredNone': 'La ciudad no ha importado sus calles (plaza import streets): solo hay línea recta.',
  'planning.walkOf': '{{metres}} m por calles',
  'planning.reachSaid': 'Alcance de un sitio: {{reach}}.',
  'planning.rings': 'Anillos, del más cercano al más amplio',
  'planning.ringsHelp':
    'Cada anillo es más amplio que el anterior y no vale más. 1: un residente cuenta entero; 0: nada.',
  'planning.ringMetres': 'Anillo {{number}}: hasta (m)',
  'planning.ringWorth': 'Anillo {{number}}: lo que vale un residente (0 a 1)',
  'planning.antennaCost': 'Costo de una antena (con presupuesto)',
  'planning.usersPerAntenna': 'Usuarios a la vez por antena',
  'planning.equipmentCost': 'Equipo, si no se conoce su costo',
  'planning.backhaulCost': 'Enlace, si no se conoce su costo',
  'planning.powerCost': 'Energía, si no se conoce su costo',
  'problem.wrong-parameter.parameters.rings':
    'Los anillos no van así: cada uno debe ser más amplio que el anterior y no valer más.',
  'problem.wrong-plan.no-streets':
    'La ciudad no ha importado sus calles: impórtelas (plaza import streets) o mida en línea recta.',
  'problem.wrong-plan.no-cells':
    'No hay residentes para quienes planear: importe primero los barrios con su población.',
  'problem.wrong-plan.no-candidates': 'No hay candidatos: impórtelos, márquelos en el mapa o haga una cuadrícula.',
  'problem.wrong-plan.busy': 'Ya se resuelven otros planes: espere, o detenga uno.',
  'problem.wrong-plan.out-of-reach':
    'Ni con todos los candidatos juntos se llega a la meta: bájela, o agregue candidatos.',
  'problem.wrong-plan.impossible': 'Lo que este plan fija no cabe en su límite, o está dos veces en un lugar.',
  'problem.wrong-plan.ended': 'Plaza se detuvo mientras lo calculaba: cópielo y resuelva la copia.',
  'problem.wrong-plan.too-large':
    '«Dentro de la capacidad de las antenas» se resuelve de forma exacta, y esto es muy grande: elija una alcaldía o menos candidatos.',
} as const
