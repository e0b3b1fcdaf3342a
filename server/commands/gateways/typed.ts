import type { SecretQuestion } from '../terminal/typed-secret.ts'

/** The secrets of a gateway that a person may have to type. */
export const typed = {
  secret: { question: 'Shared secret that the gateway has', name: 'The shared secret' },
  uamSecret: {
    question: 'Secret of its redirects (CoovaChilli: uamsecret, uspot: uam_secret, openNDS: faskey)',
    name: 'The secret of its redirects',
  },
  macPassword: {
    question: 'Password that the gateway sends for every device (CoovaChilli: HS_MACPASSWD)',
    name: 'The password of MAC authentication',
  },
  controllerPassword: {
    question: 'Password of that user at the controller',
    name: 'The password of the controller',
  },
} satisfies Record<string, SecretQuestion>
