import type { esPlanningForm } from '../es/planning-form.ts'

/** What is asked of a plan: reach, rings, costs; and why it cannot be so. */
export const enPlanningForm: Record<keyof typeof esPlanningForm, string> = {
  'planning.measured': 'How reach is measured',
  'planning.method.line': 'in a straight line',
  'planning.method.streets': 'a walk along streets',
  'planning.measuredShort': 'Reach of a site',
  'planning.measuredHelp':
    'As in the coverage figures. Of several rings the widest alone is a walk: the others are straight lines.',
  'planning.measuredNone': 'The city has imported no streets (plaza import streets): there is the straight line alone.',
  'planning.walkOf': '{{metres}} m along streets',
  'planning.reachSaid': 'Reach of a site: {{reach}}.',
  'planning.rings': 'Rings, from the nearest to the widest',
  'planning.ringsHelp':
    'Each ring is wider than the one before, and worth no more. 1: a resident counts in full; 0: not at all.',
  'planning.ringMetres': 'Ring {{number}}: up to (m)',
  'planning.ringWorth': 'Ring {{number}}: what a resident is worth (0 to 1)',
  'planning.antennaCost': 'Cost of an antenna (with a budget)',
  'planning.usersPerAntenna': 'Users at once for each antenna',
  'planning.equipmentCost': 'Equipment, where its cost is not known',
  'planning.backhaulCost': 'Backhaul, where its cost is not known',
  'planning.powerCost': 'Power, where its cost is not known',
  'problem.wrong-parameter.parameters.rings':
    'The rings cannot be so: each must be wider than the one before, and worth no more.',
  'problem.wrong-plan.no-streets':
    'The city has imported no streets: import them (plaza import streets), or measure in a straight line.',
  'problem.wrong-plan.no-cells': 'There are no residents to plan for: import areas with their population first.',
  'problem.wrong-plan.no-candidates': 'There are no candidates: import them, draw them on the map or make a grid.',
  'problem.wrong-plan.busy': 'Other plans are being solved: wait, or stop one.',
  'problem.wrong-plan.out-of-reach': 'Not even all candidates together reach the target: lower it, or add candidates.',
  'problem.wrong-plan.impossible': 'What this plan locks in exceeds its limit, or stands twice at one place.',
  'problem.wrong-plan.ended': 'Plaza was ended while it was solved: copy it and solve the copy.',
  'problem.wrong-plan.too-large':
    '“Within the capacity of the antennas” is solved exactly, and this is too large: choose one borough, or fewer candidates.',
}
