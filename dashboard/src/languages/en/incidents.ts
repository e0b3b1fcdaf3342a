import type { esIncidents } from '../es/incidents.ts'

export const enIncidents: Record<keyof typeof esIncidents, string> = {
  'problem.wrong-incident.to': 'It can be assigned to operators and administrators only.',
  'problem.wrong-silence.subject': 'Choose from the list what is silenced.',
  'problem.wrong-silence.programme': 'No hotspot in use is of that programme.',
  'problem.wrong-silence.endsAt': 'A silence lasts from a minute to a year, and ends later than now.',
  'problem.wrong-silence.rrule': 'That recurrence rule is not understood: write it as FREQ=WEEKLY;BYDAY=SU.',
  'problem.wrong-receiver.name': 'That name is missing, or another receiver has it.',
  'problem.wrong-receiver.to': 'Write one or more mail addresses.',
  'problem.wrong-receiver.from': 'The sender is a mail address.',
  'problem.wrong-receiver.smtp': 'Write the server as smtp://user:password@server:587.',
  'problem.wrong-receiver.url': 'Write a whole web address, with https://.',
  'problem.wrong-receiver.secret': 'The secret has 16 to 200 characters.',
  'problem.wrong-receiver.token': 'That is no bot’s token.',
  'problem.wrong-receiver.chat': 'The chat is a number, or @channel.',
  'problem.wrong-receiver.routingKey': 'The integration key has 32 characters.',
  'problem.wrong-route.hours':
    'These hours are not understood: {{part}}. Write them as mon-fri 07:00-21:00, sat 08:00-14:00.',
  'problem.wrong-route.receiver': 'That receiver is gone.',
  'problem.wrong-route.escalateTo': 'Say who is called next, and after how many minutes.',
  'problem.wrong-route.district': 'That district is gone.',
  'problem.wrong-route.group': 'That group is gone.',
  'problem.wrong-period.from': 'The period is three years at most.',
  'problem.wrong-period.to': 'The period ends before it begins.',
}
