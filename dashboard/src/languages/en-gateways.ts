import type { esGateways } from './es-gateways.ts'

export const enGateways: Record<keyof typeof esGateways, string> = {
  'gateways.which': 'Which gateways are shown',
  'gateways.inUse': 'In use',
  'gateways.outOfUse': 'Out of use ({{number}})',
  'gateways.disabledLead': 'Plaza does not answer them. They keep their secret, certificates and hotspots.',
  'gateways.noneDisabled': 'No gateway is out of use.',
  'gateways.disabledAt': 'Since',
  'gateways.disable': 'Take out of use',
  'gateways.enable': 'Put back in use',
  'gateways.remove': 'Remove',
  'gateways.cancel': 'Cancel',
  'gateways.sure.disable': 'Take {{name}} out of use?',
  'gateways.sure.remove': 'Remove {{name}} for good?',
  'gateways.yes.disable': 'Yes, take out of use',
  'gateways.yes.remove': 'Yes, remove for good',
  'gateways.after.disable': 'RADIUS and the portal answer it no more, at once.',
  'gateways.after.disable.hotspots_one': 'At its {{number}} hotspot nobody else can go online.',
  'gateways.after.disable.hotspots_other': 'At its {{number}} hotspots nobody else can go online.',
  'gateways.after.disable.kept': 'It keeps its secret, certificates and hotspots, and can be put back in use.',
  'gateways.after.remove': 'Its secret and certificates are deleted, and it is answered no more. There is no way back.',
  'gateways.after.remove.hotspots_one': 'Its {{number}} hotspot has no gateway then: import it anew, behind another.',
  'gateways.after.remove.hotspots_other':
    'Its {{number}} hotspots have no gateway then: import them anew, behind another.',
  'gateways.after.remove.kept':
    'What it reported stays under its name. The name, network and NAS-Identifier are free for another one.',
  'gateways.after.noHotspots': 'It has no hotspots.',
  'gateways.after.sessions_one':
    '{{number}} open connection goes on until the gateway ends it: Plaza hears of it no more and cannot end it.',
  'gateways.after.sessions_other':
    '{{number}} open connections go on until the gateway ends them: Plaza hears of them no more and cannot end them.',
  'gateways.after.noSessions': 'It reports no open connections.',
  'gateways.disabledNow': '{{name}} is out of use.',
  'gateways.enabledNow': '{{name}} is in use again.',
  'gateways.removedNow': '{{name}} is removed.',
  'gateways.setup': 'How it is set up',
  'gateways.setupHelp':
    'What is written at the gateway itself. “…” stands for a secret: Plaza shows it once, when it is made.',
  'gateways.configuration': 'Configuration',
  'gateways.walledGarden': 'What it lets through before sign-in',
  'gateways.gardenUnsure': 'The City Key does not answer: names that only it knows may be missing.',
  'gateways.captiveApi': 'DHCP option 114',
  'gateways.certificateUntil': 'Certificate until {{until}}:',
  'gateways.copy': 'Copy',
  'gateways.copiedText': 'Copied',
  'gateways.newSecret': 'Make another shared secret',
  'gateways.askNewSecret': 'Make another shared secret for {{name}}?',
  'gateways.askNewSecretText':
    'It holds at once: until it is written at the gateway, nobody else goes online there. It is shown once.',
  'gateways.yesNewSecret': 'Yes, make it',
  'gateways.newSecretMade': '{{name}} has another shared secret.',
  'gateways.secretOnce': 'Shared secret: shown only now',
}
