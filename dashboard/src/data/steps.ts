import { useEffect, useRef, useState } from 'react'

/**
 * Follows what moves, in steps: a step is taken once the one before was answered, and no sooner than `everyMs` after it; the
 * last one is never left out. So a server is asked while something is dragged, but never for more than it answers.
 */
export function useSteps<T>(moving: T, isAnswered: boolean, everyMs: number): T {
  const [step, setStep] = useState(moving)
  const takenAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (moving === step || !isAnswered) return
    const wait = Math.max(0, takenAt.current + everyMs - performance.now())
    const timer = setTimeout(() => {
      takenAt.current = performance.now()
      setStep(moving)
    }, wait)
    return () => clearTimeout(timer)
  }, [moving, step, isAnswered, everyMs])
  return step
}
