/** La mesa de trabajo de un plan, su estudio y la comparación de varios. */
export const esPlanningDesk = {
  'planning.costs': 'Costos',
  'planning.costsHelp':
    'De los candidatos que no dicen el suyo. De cada parte cuenta la opción más barata para la que el candidato tiene lo que pide; sin ninguna, el costo usual del plan.',
  'planning.costsSaved': 'Se guardaron los costos.',
  'planning.costNew': 'Costo nuevo',
  'planning.costPart': 'Parte',
  'planning.part.equipment': 'Equipo',
  'planning.part.backhaul': 'Enlace',
  'planning.part.power': 'Energía',
  'planning.costName': 'Nombre del costo',
  'planning.costNeeds': 'Pide',
  'planning.costNeedsNothing': 'nada',
  'planning.costRemove': 'Quitar costo',
  'planning.costAdd': 'Agregar un costo',
  'planning.eligible': 'Solo candidatos con',
  'planning.eligibleHelp': 'Una de las elegidas basta; sin ninguna, todos los candidatos.',
} as const
