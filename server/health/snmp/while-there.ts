import { Gone, NoAnswer, type SnmpClient } from './client.ts'

/**
 * Asks an agent many questions, of which some may go unanswered; one that dies meanwhile is asked no more of them, and what it
 * said until then is not believed to be all.
 *
 * @param isThere asks it the smallest question @throws {NoAnswer} that it does not answer
 * @throws {NoAnswer} where it died, or what `work` throws
 */
export async function whileThere<Found>(
  client: SnmpClient,
  isThere: () => Promise<unknown>,
  work: (client: SnmpClient) => Promise<Found>,
): Promise<Found> {
  let gone: NoAnswer | undefined
  const asking =
    <Question, Answer>(ask: (question: Question) => Promise<Answer>) =>
    async (question: Question): Promise<Answer> => {
      if (gone) throw gone
      try {
        return await ask(question)
      } catch (error) {
        if (error instanceof Gone) gone = error
        else if (error instanceof NoAnswer)
          await isThere().catch((silence) => {
            if (silence instanceof NoAnswer) gone = silence
          })
        throw error
      }
    }
  const found = await work({
    get: asking((oids: readonly string[]) => client.get(oids)),
    next: asking((oid: string) => client.next(oid)),
    walk: asking((roots: readonly string[]) => client.walk(roots)),
  })
  if (gone) throw gone
  return found
}
