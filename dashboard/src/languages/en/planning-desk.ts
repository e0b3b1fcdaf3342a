/** The desk of a plan, its study, and several side by side. */
export const enPlanningDesk = {
  'planning.costs': 'Costs',
  'planning.costsHelp':
    'Of candidates that do not say theirs. Of each part the cheapest option counts that the candidate has what it needs for; without one, the plan’s usual cost.',
  'planning.costsSaved': 'The costs are saved.',
  'planning.costNew': 'New cost',
  'planning.costPart': 'Part',
  'planning.part.equipment': 'Equipment',
  'planning.part.backhaul': 'Backhaul',
  'planning.part.power': 'Power',
  'planning.costName': 'Name of the cost',
  'planning.costNeeds': 'Needs',
  'planning.costNeedsNothing': 'nothing',
  'planning.costRemove': 'Remove cost',
  'planning.costAdd': 'Add a cost',
  'planning.eligible': 'Only candidates with',
  'planning.eligibleHelp': 'One of those chosen is enough; none: all candidates.',
  'planning.hotspot': 'Its hotspot',
  'planning.noHotspot': 'None yet',
  'planning.hotspotAt': '{{name}}, at {{metres}} m',
  'planning.hotspotSearch': 'Find it by name',
  'planning.plannedFor': 'Planned for',
  'planning.outcome.weekly-users':
    'It will be judged by the residents who use it each week; that was fixed when it became work.',
} as const
