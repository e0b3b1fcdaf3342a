/**
 * ms since 1970 by a clock that nobody sets: the system's time when this process began, and what has passed since. When
 * the system's clock is put right, polls come neither all at once nor for hours not at all, and no agent seems to have
 * rebooted.
 */
export const steadyNow = (): number => began + performance.now()

const began = performance.timeOrigin
