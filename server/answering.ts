import { parentPort, type TransferListItem } from 'node:worker_threads'
import type { Asked } from './asked-thread.ts'

/** Has this thread answer what it is asked, one question after the other. @param transfer what of an answer goes over whole */
export function answering<Question, Answer>(
  answer: (question: Question) => Answer,
  transfer: (answer: Answer) => TransferListItem[] = () => [],
): void {
  parentPort!.on('message', ({ id, content }: Asked<Question>) => {
    const answered = answer(content)
    parentPort!.postMessage({ id, content: answered } satisfies Asked<Answer>, transfer(answered))
  })
}
