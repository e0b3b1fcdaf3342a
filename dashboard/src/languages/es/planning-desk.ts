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
  'planning.hotspot': 'Su punto de acceso',
  'planning.noHotspot': 'Todavía ninguno',
  'planning.hotspotAt': '{{name}}, a {{metres}} m',
  'planning.hotspotSearch': 'Buscarlo por su nombre',
  'planning.plannedFor': 'Planeado para el',
  'planning.outcome.weekly-users':
    'Se juzgará por los residentes que lo usen cada semana; quedó fijado al pasar a obra.',
} as const
